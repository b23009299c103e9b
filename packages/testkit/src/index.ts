export { type CrashPlan, planCrash, withdrawCrash } from './crash/crash-plan.ts';
export { CrashRig, type Victim } from './crash/crash-rig.ts';
export { type Seeded, seeded } from './crash/seeded.ts';
export { until } from './crash/until.ts';
export { FAKE_CLAUDES, type FakeClaude, writeFakeClaude } from './fake-claude.ts';
export { type Product, type ProductOptions, startProduct } from './product.ts';
export { temporaryDirectory } from './temporary.ts';
