import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { object, text, type Value } from "./values";
import { zip } from "./zip";

/**
 * The zip file that an archive of the engine's stands for: a zip that is there already, a folder, or files and texts by name. Paths are
 * relative to the program's folder, in which the provider runs.
 */
export function zipOf(archive: Value | undefined): Buffer {
  const { path } = object(archive);
  return typeof path === "string" && statSync(path).isFile() ? readFileSync(path) : zip(filesIn(archive, ""));
}

function filesIn(value: Value | undefined, name: string): [string, Buffer][] {
  const { assets, path, text: content } = object(value);
  const below = (inner: string) => (name === "" ? inner : `${name}/${inner}`);
  if (typeof content === "string") return [[name, Buffer.from(content)]];
  if (assets !== undefined) return Object.entries(object(assets)).flatMap(([inner, asset]) => filesIn(asset, below(inner)));
  const place = text(path);
  if (place === undefined) throw new Error("this provider takes code from files, folders and texts only, not from a URL");
  if (statSync(place).isFile()) return [[name, readFileSync(place)]];
  return readdirSync(place, { recursive: true, encoding: "utf8" })
    .filter((inner) => statSync(join(place, inner)).isFile())
    .map((inner) => [below(inner), readFileSync(join(place, inner))]);
}
