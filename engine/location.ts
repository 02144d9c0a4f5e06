import { join } from "node:path";

/** The clone's root folder. */
export const rootFolder = join(__dirname, "..");

/** Where go.mod and go.sum of the engine lie. */
export const sourceFolder = __dirname;

/** What is built goes here; the folder is ignored by git. */
export const binFolder = join(rootFolder, ".engine", "bin");

/** The engine's name on this platform. */
export const engineFile = process.platform === "win32" ? "pulumi.exe" : "pulumi";

/** The language host's name, which the engine looks for. */
export const languageHostFile = process.platform === "win32" ? "pulumi-language-nodejs.exe" : "pulumi-language-nodejs";
