import { builtinModules } from "node:module";
import tseslint from "typescript-eslint";

// Arrows between rooms point one way. A room may import itself and the rooms named here; everything else that climbs out is an error.
const arrows = {
  domain: [],
  aws: ["domain"],
  components: ["domain"],
  stacks: ["components", "domain"],
  policypack: ["domain"],
  lambdas: ["aws", "domain"],
  scripts: ["aws", "domain", "engine"],
  engine: [],
  // Its provider is bundled as the engine's language host is.
  sandbox: ["engine"],
  demo: ["aws", "domain", "scripts", "engine", "sandbox"],
};
const rooms = [...Object.keys(arrows), "bench", "test", "examples"];

// The core stays pure: no Pulumi, no AWS client, no files, no processes, no network.
const impure = [...builtinModules.flatMap((name) => [name, `node:${name}`])];

const outside = (room, allowed) => {
  const forbidden = rooms.filter((other) => other !== room && !allowed.includes(other));
  return `^(\\.\\./)+(${forbidden.join("|")})(/|$)`;
};

const arrowRules = Object.entries(arrows).map(([room, allowed]) => {
  const regex = outside(room, allowed);
  const message = `${room} may import ${allowed.length ? allowed.join(", ") : "nothing of the project outside itself"}: see docs/architecture.md.`;
  const patterns = [{ regex, message }];
  if (room === "domain") patterns.push({ regex: "^(@pulumi|@aws-sdk|@smithy)/", message: "domain knows no Pulumi and no AWS client." });
  if (room !== "sandbox" && room !== "demo") patterns.push({ regex: "^access-analyzer-org-sandbox", message: "The sandbox is never part of the product." });
  return {
    files: [`${room}/**/*.ts`],
    rules: {
      "no-restricted-imports": ["error", { patterns, ...(room === "domain" ? { paths: impure.map((name) => ({ name, message: "domain is pure." })) } : {}) }],
      "no-restricted-syntax": ["error", { selector: `ImportExpression[source.value=/${regex.replaceAll("/", "\\/")}/]`, message }],
    },
  };
});

export default tseslint.config(
  { ignores: ["node_modules", "dist", "coverage", ".engine", ".scratch"] },
  ...tseslint.configs.strict.map((config) => ({ ...config, files: ["**/*.ts"] })),
  {
    files: ["**/*.ts"],
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-console": "off",
      eqeqeq: "error",
    },
  },
  ...arrowRules,
);
