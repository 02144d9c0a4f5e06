import Module from "node:module";

// Loaded into policy packs whose PulumiPolicy.yaml says `typescript: false` (`node --require`). Pulumi's SDK registers TypeScript for every pack, whatever that
// file says, and loading a compiler that compiles nothing is a third of a pack's start.
const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown }; // Node's own way in, which its types leave out
const load = loader._load;
const instead: Record<string, unknown> = { typescript: { version: "5.0.0" }, "ts-node": { VERSION: "10.0.0", register: () => undefined } };
const isOfSdk = (parent: unknown) => /[\\/]@pulumi[\\/]pulumi[\\/]/.test((parent as NodeModule | undefined)?.filename ?? "");
// Whoever else asks gets the real one: a clone's pack is TypeScript, and registers it itself.
loader._load = (request, ...rest) => (isOfSdk(rest[0]) ? instead[request] : undefined) ?? load(request, ...rest);
