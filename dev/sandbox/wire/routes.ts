import type { Model, OperationShape } from "./schema";

/** The path and query string by which a REST operation is known. */
export interface Route {
  operation: OperationShape;
  method: string;
  path: RegExp;
  labels: string[];
  /** Query parameters of the template: `?operation=x` has to be there. */
  constants: [string, string][];
  literalLength: number;
}

export interface FoundRoute {
  operation: OperationShape;
  labels: Map<string, string>;
}

/** Most specific first. */
export function routesOf(model: Model): Route[] {
  return [...model.operations.values()]
    .flatMap((operation) => (operation.http ? [routeOf(operation, operation.http)] : []))
    .sort((a, b) => b.constants.length - a.constants.length || b.literalLength - a.literalLength || a.labels.length - b.labels.length);
}

export function routeFor(routes: Route[], method: string, url: URL): FoundRoute | undefined {
  // Clients put one slash too many behind the name of a directory bucket.
  const path = url.pathname.replace(/\/\/$/, "/");
  for (const route of routes) {
    if (route.method !== method || !route.constants.every(([name, value]) => has(url, name, value))) continue;
    const match = route.path.exec(path);
    if (match)
      return {
        operation: route.operation,
        labels: new Map(route.labels.map((label, i) => [label, decodeURIComponent(match[i + 1] ?? "")])),
      };
  }
  return undefined;
}

function routeOf(operation: OperationShape, http: { method: string; path: string }): Route {
  const [path = "", search = ""] = http.path.split("?");
  const template = `${bucketIn(operation, path)}${path}`.replace(/(.)\/$/, "$1");
  const labels: string[] = [];
  const pattern = template.replace(/\{([^}+]+)(\+?)\}/g, (_, name: string, greedy: string) => {
    labels.push(name);
    return greedy ? "(.+)" : "([^/]+)";
  });
  return {
    operation,
    method: http.method,
    path: new RegExp(`^${pattern}/?$`),
    labels,
    constants: [...new URLSearchParams(search)].filter(([name]) => name !== "x-id"),
    literalLength: template.replace(/\{[^}]+\}/g, "").length,
  };
}

/** S3's model keeps the bucket out of the paths: it is in the host name or, as here, where a client has none, the path's first part. */
function bucketIn({ input }: OperationShape, path: string): string {
  if (!input.isStructSchema()) return "";
  const labels = [...input.structIterator()].flatMap(([name, member]) => (member.getMergedTraits().httpLabel ? name : []));
  return labels.includes("Bucket") && !path.includes("{Bucket}") ? "/{Bucket}" : "";
}

function has(url: URL, name: string, value: string): boolean {
  return value === "" ? url.searchParams.has(name) : url.searchParams.get(name) === value;
}
