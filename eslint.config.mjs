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
  examples: [],
};
const rooms = [...Object.keys(arrows), "bench", "test"];

// The core stays pure: no Pulumi, no AWS client, no files, no processes, no network.
const impure = `^(@pulumi|@aws-sdk|@smithy)/|^node:|^(${builtinModules.join("|")})$`;

const outside = (room, allowed) => {
  const forbidden = rooms.filter((other) => other !== room && !allowed.includes(other));
  return `^(\\./)?(\\.\\./)+(${forbidden.join("|")})(/|$)`;
};

// Every way to name a module: import and export (types as well), import(), require(), import("x").Type, import x = require("x").
const refuse = (regex, message) => {
  const value = `value=/${regex.replaceAll("/", "\\/")}/`;
  const selectors = [
    `ImportExpression > Literal.source[${value}]`,
    `CallExpression[callee.name="require"] > Literal[${value}]`,
    `CallExpression[callee.object.name="require"] > Literal[${value}]`,
    `TSImportType Literal[${value}]`,
    `TSExternalModuleReference > Literal[${value}]`,
  ];
  return { pattern: { regex, message }, syntax: selectors.map((selector) => ({ selector, message })) };
};

const arrowRules = Object.entries(arrows).map(([room, allowed]) => {
  const reach = allowed.length ? allowed.join(", ") : "nothing of the project outside itself";
  const refused = [refuse(outside(room, allowed), `${room} may import ${reach}: see docs/architecture.md.`)];
  if (room === "domain") refused.push(refuse(impure, "domain is pure: no Pulumi, no AWS client, no file, process or network."));
  if (room !== "sandbox" && room !== "demo") {
    refused.push(refuse("^access-analyzer-org-sandbox(/|$)", "The sandbox is never part of the product."));
  }
  if (room !== "examples") {
    refused.push(refuse("^access-analyzer-org(/|$)", "The package's own name is for those who install it: import the room."));
  }
  return {
    files: [`${room}/**/*.ts`],
    rules: {
      "no-restricted-imports": ["error", { patterns: refused.map(({ pattern }) => pattern) }],
      "no-restricted-syntax": ["error", ...refused.flatMap(({ syntax }) => syntax)],
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
