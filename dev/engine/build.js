"use strict";
// `npm run engine`. The rest is TypeScript, which a clone runs through ts-node.
require("./typescript");
require("./command");
