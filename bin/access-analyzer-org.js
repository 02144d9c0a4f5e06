#!/usr/bin/env node
"use strict";
// In a clone the TypeScript source lies beside this file and is run as it is; the published package holds only the compiled dist/.
const { existsSync } = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "..");
const fromSource = existsSync(path.join(root, "scripts/main.ts"));
// The clone's own tsconfig.json, wherever the command is run.
if (fromSource) require("ts-node").register({ transpileOnly: true, project: path.join(root, "tsconfig.json") });

const { main } = require(path.join(root, fromSource ? "scripts/main" : "dist/scripts/main"));
main(process.argv);
