// The writer thread where there is no bundle. Plain JavaScript: Node 20 does not run the hooks of `--import tsx` for a
// thread, so they are registered here, before the first TypeScript file of the thread is loaded.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
