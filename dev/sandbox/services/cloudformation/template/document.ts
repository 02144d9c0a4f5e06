import { parseDocument, isCollection, type CollectionTag, type ScalarTag } from "yaml";
import { notImplemented, validationError } from "../errors";

export interface Template {
  parameters: Record<string, TemplateParameter>;
  conditions: Record<string, unknown>;
  resources: Record<string, TemplateResource>;
}

export interface TemplateParameter {
  type: string;
  default?: unknown;
  allowedValues?: unknown[];
}

export interface TemplateResource {
  type: ResourceType;
  properties: Record<string, unknown>;
  condition?: string;
  dependsOn: string[];
  retain: boolean;
}

export type JsonObject = Record<string, unknown>;

/** The resource types that the sandbox can make. */
export const resourceTypes = ["AWS::IAM::Role", "AWS::IAM::RolePolicy"] as const;
export type ResourceType = (typeof resourceTypes)[number];

/**
 * Reads a CloudFormation template, JSON or YAML with the short tags (`!Ref`, `!Sub`, ...).
 *
 * @throws ValidationError for a text that is not one, and for sections, attributes and resource types that the sandbox does not know, by name
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
export function parseTemplate(body: string): Template {
  const document = body.trimStart().startsWith("{") ? parseJson(body) : parseYaml(body);
  if (!isObject(document)) throw validationError("Template format error: unsupported structure.");
  for (const section of Object.keys(document)) {
    if (!sections.includes(section)) throw notImplemented(`template section ${section}`);
  }
  const resources = objectAt(document, "Resources");
  if (Object.keys(resources).length === 0) throw validationError("Template format error: At least one Resources member must be defined.");
  return {
    parameters: mapObject(objectAt(document, "Parameters"), parameter),
    conditions: objectAt(document, "Conditions"),
    resources: mapObject(resources, resource),
  };
}

const sections = ["AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Conditions", "Resources"];
const attributes = ["Type", "Properties", "Condition", "DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "Metadata"];
const parameterTypes = ["String", "Number", "CommaDelimitedList", "List<Number>"];

function parameter(name: string, value: unknown): TemplateParameter {
  if (!isObject(value)) throw validationError(`Template format error: Every Parameters object must contain a Type member: ${name}.`);
  const type = String(value["Type"]);
  if (!parameterTypes.includes(type)) throw notImplemented(`parameter type ${type} (parameter ${name})`);
  const allowed = value["AllowedValues"];
  return { type, default: value["Default"], ...(Array.isArray(allowed) ? { allowedValues: allowed } : {}) };
}

function resource(name: string, value: unknown): TemplateResource {
  if (!isObject(value)) throw validationError(`Template format error: Resource ${name} must be an object.`);
  for (const attribute of Object.keys(value)) {
    if (!attributes.includes(attribute)) throw notImplemented(`attribute ${attribute} (resource ${name})`);
  }
  const type = resourceTypes.find((known) => known === value["Type"]);
  if (type === undefined)
    throw validationError(
      `Template format error: Unrecognized resource types: [${String(value["Type"])}] (the sandbox knows ${resourceTypes.join(" and ")}).`,
    );
  const policy = value["DeletionPolicy"] ?? "Delete";
  if (policy !== "Delete" && policy !== "Retain") throw notImplemented(`DeletionPolicy ${String(policy)} (resource ${name})`);
  const dependsOn = value["DependsOn"];
  return {
    type,
    properties: objectAt(value, "Properties"),
    ...(value["Condition"] === undefined ? {} : { condition: String(value["Condition"]) }),
    dependsOn: dependsOn === undefined ? [] : [dependsOn].flat().map(String),
    retain: policy === "Retain",
  };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw validationError("Template format error: JSON not well-formed.");
  }
}

function parseYaml(body: string): unknown {
  const document = parseDocument(body, { customTags: (tags) => [...tags, ...shortTags] });
  const [problem] = document.errors;
  if (problem) throw validationError(`Template format error: YAML not well-formed. (${problem.message.split("\n")[0]})`);
  const [unresolved] = document.warnings;
  if (unresolved) throw notImplemented(`a tag of the template: ${unresolved.message.split("\n")[0]}`);
  return document.toJS();
}

/** `!Sub x` is `{"Fn::Sub": x}`; only Ref and Condition go without the prefix, and `!GetAtt A.B` names a list of two. */
const tagNames = "Ref Condition Sub GetAtt Join If Equals And Or Not Select Split FindInMap ImportValue Base64 Cidr GetAZs Transform";
const shortTags: (ScalarTag | CollectionTag)[] = tagNames.split(" ").flatMap((name) => {
  const key = name === "Ref" || name === "Condition" ? name : `Fn::${name}`;
  const inner = (value: unknown) => (isCollection(value) ? value.toJSON() : value);
  const tag = `!${name}`;
  return [
    { tag, resolve: (text: string) => ({ [key]: name === "GetAtt" ? splitOnce(text) : text }) },
    { tag, collection: "seq" as const, resolve: (value: unknown) => ({ [key]: inner(value) }) },
    { tag, collection: "map" as const, resolve: (value: unknown) => ({ [key]: inner(value) }) },
  ];
});

function splitOnce(text: string): string[] {
  const dot = text.indexOf(".");
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectAt(parent: JsonObject, key: string): JsonObject {
  const value = parent[key];
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw validationError(`Template format error: ${key} must be an object.`);
  return value;
}

function mapObject<T>(object: JsonObject, map: (name: string, value: unknown) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(name, value)]));
}
