import { join } from "node:path";

/** The clone's root folder. */
export const rootFolder = join(__dirname, "..", "..");

/** Where go.mod and go.sum of the engine lie. */
export const sourceFolder = __dirname;
