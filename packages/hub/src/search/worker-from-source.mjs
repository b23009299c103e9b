// The search thread where there is no bundle. Plain JavaScript: Node 20 does not run the hooks of `--import tsx` for a
// thread, so they are registered here, before the first TypeScript file of the thread is loaded. tsx is a tool of the
// checkout, found where it is, and no dependency of the hub.
const { register } = await import(import.meta.resolve('tsx/esm/api'));

register();
await import('./worker.ts');
