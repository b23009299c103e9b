import type { AtPoint } from './crash-plan.ts';

type Method = (...args: unknown[]) => unknown;

/**
 * The same object with a crash point before and after each named method: `before NAME`, and `after NAME` once what it
 * returned has settled. `result` may replace what a method gives.
 */
export function around<Target extends object>(
  target: Target,
  names: { readonly [Key in keyof Target]?: string },
  options: { readonly at: AtPoint; readonly result?: (name: string, value: unknown) => unknown },
): Target {
  const { at, result = (_, value) => value } = options;
  return new Proxy(target, {
    get(object, key) {
      const value: unknown = Reflect.get(object, key, object);
      if (typeof value !== 'function') return value;
      const method = value as Method; // a function of an object of ours: called with whatever it was called with
      const name = Reflect.get(names, key) as string | undefined; // `names` has our own strings only
      if (name === undefined) return method.bind(object);
      return (...args: unknown[]) => {
        at(`before ${name}`);
        const returned = method.apply(object, args);
        if (!(returned instanceof Promise)) {
          at(`after ${name}`);
          return result(name, returned);
        }
        return returned.then((settled: unknown) => {
          at(`after ${name}`);
          return result(name, settled);
        });
      };
    },
  });
}
