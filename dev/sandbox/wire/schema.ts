import { XmlCodec } from "@aws-sdk/core/protocols";
import { FromStringShapeDeserializer, JsonCodec2, ToStringShapeSerializer } from "@smithy/core/protocols";
import { NormalizedSchema } from "@smithy/core/schema";
import type { Service } from "../service";

/**
 * The only file that knows how the AWS SDK keeps its schemas: what a service's operations, members and errors are, and how to read and
 * print them. The packages are pinned exactly, since these schemas are not a public interface.
 */
export interface Model {
  operations: Map<string, OperationShape>;
  errors: Map<string, Shape>;
  /** A whole document of the protocol's format: a request's or an answer's body. */
  read(shape: Shape, body: string): Promise<unknown>;
  print(shape: Shape, value: unknown): string;
  /** One value in a path, query string, header or form field. */
  readText(shape: Shape, text: string): unknown;
  printText(shape: Shape, value: unknown): string;
}

export type Shape = NormalizedSchema;

export interface OperationShape {
  name: string;
  input: Shape;
  output: Shape;
  /** Method, path template, status: REST protocols only. */
  http?: { method: string; path: string; status: number };
}

export function modelOf(service: Pick<Service, "sdk" | "protocol" | "namespace" | "xmlNamespace">): Model {
  const xml = isXml(service.protocol);
  const settings = {
    timestampFormat: { useTrait: true, default: xml ? dateTime : epochSeconds },
    httpBindings: service.protocol.startsWith("rest"),
    jsonName: service.protocol === "restJson",
    xmlNamespace: service.xmlNamespace ?? "",
    serviceNamespace: service.namespace,
  };
  const codec = xml ? new XmlCodec(settings) : new JsonCodec2(settings);
  codec.setSerdeContext(encodings);
  const fromText = new FromStringShapeDeserializer(settings);
  fromText.setSerdeContext(encodings);

  return {
    operations: new Map(operationsIn(service.sdk).map((operation) => [operation.name, operation])),
    errors: new Map(errorsIn(service.sdk)),
    read: async (shape, body) => codec.createDeserializer().read(shape, body),
    print(shape, value) {
      const serializer = codec.createSerializer();
      serializer.write(shape, value);
      const printed = serializer.flush();
      // Not Buffer.from: it asks for valueOf, which the SDK's bytes answer with a warning.
      return typeof printed === "string" ? printed : new TextDecoder().decode(printed);
    },
    readText: (shape, text) => fromText.read(shape, text),
    printText(shape, value) {
      const toText = new ToStringShapeSerializer(settings);
      toText.setSerdeContext(encodings);
      toText.write(shape, value);
      return toText.flush();
    },
  };
}

/** Whether answers are XML. Errors of these protocols have codes without "Exception" at their end. */
export function isXml(protocol: Service["protocol"]): boolean {
  return protocol === "query" || protocol === "ec2Query" || protocol === "restXml";
}

/** Names of the members that every request has to give: a static structure schema lists them first and ends with their number. */
export function requiredMembers(shape: Shape): string[] {
  const schema: unknown = shape.getSchema();
  if (!Array.isArray(schema) || !Array.isArray(schema[4])) return [];
  const required = typeof schema[6] === "number" ? schema[6] : 0;
  return schema[4].slice(0, required).map(String);
}

const dateTime = 5 as const;
const epochSeconds = 7 as const;
const operationKind = 9;
const errorKind = -3;

const encodings = {
  base64Encoder: (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64"),
  base64Decoder: (text: string) => Buffer.from(text, "base64"),
  utf8Encoder: (bytes: Uint8Array | string) => Buffer.from(bytes).toString("utf8"),
  utf8Decoder: (text: string) => Buffer.from(text, "utf8"),
  disableHostPrefix: true,
  protocol: "http",
  streamCollector: async () => new Uint8Array(),
  urlParser: undefined,
  requestHandler: undefined,
  endpoint: undefined,
} as unknown as Parameters<JsonCodec2["setSerdeContext"]>[0]; // The codecs use the four encoders only; a client would supply the rest.

function operationsIn(sdk: object): OperationShape[] {
  return schemasIn(sdk, operationKind).map((schema) => ({
    name: String(schema[2]),
    input: NormalizedSchema.of(schemaReference(schema[4])),
    output: NormalizedSchema.of(schemaReference(schema[5])),
    http: httpBinding(schema[3]),
  }));
}

function errorsIn(sdk: object): [string, Shape][] {
  return schemasIn(sdk, errorKind).map((schema) => [String(schema[2]), NormalizedSchema.of(schemaReference(schema))]);
}

function schemasIn(sdk: object, kind: number): unknown[][] {
  return Object.values(sdk).filter((value): value is unknown[] => Array.isArray(value) && value[0] === kind);
}

function schemaReference(value: unknown): Parameters<typeof NormalizedSchema.of>[0] {
  return value as Parameters<typeof NormalizedSchema.of>[0]; // What stands in a schema's place of a generated SDK module is a schema.
}

function httpBinding(traits: unknown): OperationShape["http"] {
  if (typeof traits !== "object" || traits === null || !("http" in traits) || !Array.isArray(traits.http)) return undefined;
  const [method, path, status] = traits.http;
  return { method: String(method), path: String(path), status: Number(status ?? 200) };
}
