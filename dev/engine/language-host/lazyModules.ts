import Module from "node:module";

/**
 * Loads some modules only when they are looked into. Pulumi's SDK loads npm's whole Arborist at its start, half of its time, to find out what a function
 * that it serializes depends on; the products' programs serialize none that depends on anything.
 */
export function loadLazily(...names: string[]): void {
  const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown }; // Node's own way in, which its types leave out
  const load = loader._load;
  loader._load = (request, ...rest) => (names.includes(request) ? proxyOf(() => load(request, ...rest)) : load(request, ...rest));
}

function proxyOf(load: () => unknown): object {
  let loaded: object | undefined;
  const real = () => (loaded ??= load() as object);
  return new Proxy(
    {},
    {
      // Asked of every module by compiled imports.
      get: (_target, name) => (name === "__esModule" ? true : Reflect.get(real(), name)),
      has: (_target, name) => Reflect.has(real(), name),
    },
  );
}
