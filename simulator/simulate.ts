import { choose, possibleActions } from './actions.ts';
import { heal } from './heal.ts';
import { brokenInvariants } from './invariants.ts';
import type { Mutation } from './mutation.ts';
import { cutPowerInTurns } from './power-cuts.ts';
import { World } from './world.ts';

export interface Outcome {
  readonly seed: number;
  readonly steps: number;
  readonly climate: Climate;
  /** Null when every promise was kept. */
  readonly failure: Failure | null;
  /** What happened, one line for each action. */
  readonly trace: readonly string[];
  /** Events that the hub holds in the end. */
  readonly events: number;
}

/** `any`: chance alone. `power`: see power-cuts.ts. */
export type Climate = 'any' | 'power';

interface Simulated {
  readonly mutation?: Mutation;
  readonly climate?: Climate;
}

interface Failure {
  readonly promises: readonly string[];
  /** The action after which it was seen; `rest`: when the world had come to rest. */
  readonly step: number | 'rest';
}

/** Chooses `steps` actions by the seed, then heals everything and looks at what became of it. */
export async function simulate(seed: number, steps: number, options: Simulated = {}): Promise<Outcome> {
  const { mutation = {}, climate = 'any' } = options;
  const world = new World(seed, mutation);
  const trace: string[] = [];
  const outcome = (failure: Failure | null): Outcome => ({
    ...{ seed, steps, climate, failure, trace },
    events: [...world.hub.heads().values()].reduce((sum, head) => sum + head, 0),
  });
  world.begin();
  await settled();
  if (climate === 'power') {
    trace.push(...(await cutPowerInTurns(world, steps, settled)));
    if (world.broken.length > 0) return outcome({ promises: world.broken, step: 'rest' });
  }
  for (let step = 1; climate === 'any' && step <= steps; step++) {
    const action = choose(possibleActions(world), world.random.next());
    if (action) trace.push(`${step} ${action.run()}`);
    await settled();
    if (world.broken.length > 0) return outcome({ promises: world.broken, step });
  }
  const restless = await heal(world, settled);
  if (world.broken.length > 0) return outcome({ promises: world.broken, step: 'rest' });
  const promises = restless === null ? brokenInvariants(world) : [restless, ...brokenInvariants(world)];
  return outcome(promises.length > 0 ? { promises, step: 'rest' } : null);
}

/** Every promise that is ready runs before the next macrotask; the programs wait for nothing else but the simulation. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const SHOWN_ACTIONS = 40;

/** A failure in words, with how to see it again. */
export function describeFailure({ seed, steps, climate, failure, trace }: Outcome): string {
  if (!failure) return `seed ${seed} kept every promise`;
  const when = failure.step === 'rest' ? 'at rest' : `at step ${failure.step}`;
  return [
    `seed ${seed}, ${when}:`,
    ...failure.promises.map((promise) => `  ${promise}`),
    `last actions (again with: npm run sim -- --seed ${seed} --steps ${steps} --climate ${climate}):`,
    ...trace.slice(-SHOWN_ACTIONS).map((line) => `  ${line}`),
  ].join('\n');
}
