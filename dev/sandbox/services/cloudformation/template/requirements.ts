import type { Parameter } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../../service";
import { validationError } from "../errors";
import { references } from "./functions";
import type { Template } from "./document";

/**
 * Whether the caller has acknowledged that the template makes IAM resources.
 *
 * @throws InsufficientCapabilitiesException
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html
 */
export function assertCapabilities(template: Template, capabilities: readonly string[]): void {
  const resources = Object.values(template.resources);
  const named = resources.some(({ properties }) => properties["RoleName"] !== undefined || properties["PolicyName"] !== undefined);
  const given = capabilities.includes("CAPABILITY_NAMED_IAM") || (!named && capabilities.includes("CAPABILITY_IAM"));
  if (!given)
    throw new AwsError(
      "InsufficientCapabilitiesException",
      `Requires capabilities : [${named ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM"}]`,
    );
}

/** The values of a template's parameters. @throws ValidationError for one that has none, is not in the template, or is not allowed */
export function parameterValues(
  template: Template,
  given: Parameter[] | undefined,
  previous: Record<string, string> = {},
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { ParameterKey, ParameterValue, UsePreviousValue } of given ?? []) {
    const key = ParameterKey ?? "";
    if (!(key in template.parameters)) throw validationError(`Parameters: [${key}] do not exist in the template`);
    const value = UsePreviousValue ? previous[key] : ParameterValue;
    if (value !== undefined) values[key] = value;
  }
  for (const [key, { default: value }] of Object.entries(template.parameters)) {
    if (!(key in values) && value !== undefined) values[key] = String(value);
  }
  const missing = Object.keys(template.parameters).filter((key) => !(key in values));
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(", ")}] must have values`);
  for (const [key, { allowedValues }] of Object.entries(template.parameters)) {
    if (allowedValues && !allowedValues.map(String).includes(values[key] ?? "")) {
      throw validationError(`Parameter '${key}' must be one of AllowedValues`);
    }
  }
  return values;
}

/** The logical ids in an order in which each comes after what it refers to. @throws ValidationError for a circle or an unknown dependency */
export function creationOrder(template: Template): string[] {
  const order: string[] = [];
  const visit = (name: string, path: string[]) => {
    if (order.includes(name)) return;
    if (path.includes(name)) throw validationError(`Circular dependency between resources: [${path.join(", ")}]`);
    const resource = template.resources[name];
    if (!resource)
      throw validationError(`Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`);
    for (const needed of [...resource.dependsOn, ...references(resource.properties, template)]) visit(needed, [...path, name]);
    order.push(name);
  };
  for (const name of Object.keys(template.resources)) visit(name, []);
  return order;
}
