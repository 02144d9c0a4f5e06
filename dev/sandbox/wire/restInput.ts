import type { Request } from "./message";
import type { FoundRoute } from "./routes";
import type { Model, Shape } from "./schema";

/** A REST request's input, gathered from path, query string, headers and body. */
export async function readRestInput(model: Model, { operation, labels }: FoundRoute, request: Request): Promise<unknown> {
  const shape = operation.input;
  if (shape.isUnitSchema()) return {};

  const input: Record<string, unknown> = {};
  let inBody = false;
  for (const [name, member] of shape.structIterator()) {
    const traits = member.getMergedTraits();
    if (traits.httpLabel) {
      const label = labels.get(name);
      if (label !== undefined) input[name] = model.readText(member, label);
    } else if (traits.httpQuery) {
      const value = queryValue(model, member, request.url.searchParams.getAll(traits.httpQuery));
      if (value !== undefined) input[name] = value;
    } else if (traits.httpQueryParams) {
      input[name] = Object.fromEntries(request.url.searchParams);
    } else if (traits.httpHeader) {
      const header = request.headers[traits.httpHeader.toLowerCase()];
      if (header !== undefined) input[name] = model.readText(member, header);
    } else if (traits.httpPayload) {
      const payload = await readPayload(model, member, request.body);
      if (payload !== undefined) input[name] = payload;
    } else {
      inBody = true;
    }
  }
  if (!inBody || request.body.length === 0) return input;
  const body = await model.read(shape, request.body.toString("utf8"));
  return { ...(typeof body === "object" ? body : {}), ...input };
}

function queryValue(model: Model, member: Shape, texts: string[]): unknown {
  const [first] = texts;
  if (first === undefined) return undefined;
  return member.isListSchema() ? texts.map((text) => model.readText(member.getValueSchema(), text)) : model.readText(member, first);
}

async function readPayload(model: Model, member: Shape, body: Buffer): Promise<unknown> {
  if (member.isBlobSchema() || member.isStreaming()) return body;
  if (member.isStringSchema()) return body.toString("utf8");
  return body.length > 0 ? model.read(member, body.toString("utf8")) : undefined;
}
