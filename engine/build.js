"use strict";
// `npm run engine`. The rest is TypeScript, which a clone runs through ts-node.
require("ts-node/register/transpile-only");
require("./command");
