"use strict";
// The arrows between rooms, which point one way, and no circles anywhere: `npm run lint` holds them, docs/architecture.md draws them.

/** What each room may import beside itself. */
const arrows = {
  domain: [],
  aws: ["domain"],
  components: ["domain"],
  stacks: ["components", "domain"],
  policypack: ["aws", "domain"],
  lambdas: ["aws", "domain"],
  scripts: ["aws", "domain"],
  // Two readings of AWS's documentation that agree are worth more than one: the sandbox knows nothing of the product.
  "dev/sandbox": [],
  "dev/engine": ["scripts/pulumi"],
  // Its provider is bundled as the engine's language host is.
  "dev/aws-provider": ["dev/engine"],
  "dev/demo": ["aws", "domain", "scripts", "dev/engine", "dev/sandbox", "dev/aws-provider"],
};
const all = ["domain", "aws", "components", "stacks", "policypack", "lambdas", "scripts", "examples", "dev", "test"];

/** Inside scripts: a subcommand uses what the subcommands share, never the reverse. */
const shared = ["terminal", "pulumi", "files"];

const anyOf = (folders) => `^(${folders.join("|")})/`;

module.exports = {
  forbidden: [
    { name: "circle", severity: "error", from: {}, to: { circular: true } },
    ...Object.entries(arrows).map(([room, allowed]) => ({
      name: `arrow-${room.replace("/", "-")}`,
      comment: `${room} may import ${allowed.join(", ") || "nothing of the project outside itself"}: see docs/architecture.md.`,
      severity: "error",
      from: { path: anyOf([room]) },
      to: { path: anyOf(all), pathNot: anyOf([room, ...allowed]) },
    })),
    {
      name: "arrow-examples",
      comment: "examples are for those who install the package: they name it.",
      severity: "error",
      from: { path: anyOf(["examples"]) },
      to: { path: anyOf(all), pathNot: anyOf(["examples"]), dependencyTypesNot: ["aliased"] },
    },
    {
      name: "domain-is-pure",
      comment: "domain knows no Pulumi, no AWS client, no file, process or network.",
      severity: "error",
      from: { path: anyOf(["domain"]) },
      to: { path: "(^|/)node_modules/(@pulumi|@aws-sdk|@smithy)/|^(@pulumi|@aws-sdk|@smithy)/" },
    },
    {
      name: "domain-is-pure-of-node",
      comment: "A signature is verified, and a fact named, by computing alone.",
      severity: "error",
      from: { path: anyOf(["domain"]), pathNot: "^domain/(proof/signature|findings/identity)\\.ts$" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "domain-computes-signatures-and-hashes",
      severity: "error",
      from: { path: "^domain/(proof/signature|findings/identity)\\.ts$" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?crypto$" },
    },
    {
      name: "dev-is-not-shipped",
      severity: "error",
      from: { pathNot: anyOf(["dev", "test"]) },
      to: { path: "(^|/)node_modules/access-analyzer-org-dev(/|$)|^access-analyzer-org-dev(/|$)" },
    },
    {
      name: "own-package-name",
      comment: "The package's own name is for those who install it: import the room.",
      severity: "error",
      from: { pathNot: anyOf(["examples"]) },
      to: { dependencyTypes: ["aliased"] },
    },
    {
      name: "scripts-share-downward",
      severity: "error",
      from: { path: anyOf(shared.map((folder) => `scripts/${folder}`)) },
      to: { path: "^scripts/", pathNot: [...shared.map((folder) => `^scripts/${folder}/`), "^scripts/options\\.ts$"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|coverage|\\.engine|\\.scratch)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    moduleSystems: ["cjs", "es6"],
    exoticRequireStrings: ["require.resolve"],
    enhancedResolveOptions: { extensions: [".ts", ".js", ".cjs", ".mjs", ".json"] },
    combinedDependencies: true,
  },
};
