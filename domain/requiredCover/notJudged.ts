import type { Remark, StackResource } from "../stackResource";
import { analyzableTypes } from "./analyzableTypes";

/**
 * What may hold a resource policy and cannot be judged: other packages for AWS, what CloudFormation makes, and types of package aws that
 * this version does not know and whose value looks like a resource policy. One remark a type, at its first resource.
 */
export function notJudged(resources: readonly StackResource[]): Remark[] {
  const found = new Map<string, { first: StackResource; count: number; why: string }>();
  for (const resource of resources) {
    const why = reasonOf(resource);
    if (why === undefined) continue;
    const known = found.get(resource.type);
    if (known === undefined) found.set(resource.type, { first: resource, count: 1, why });
    else known.count++;
  }
  return [...found].map(([type, { first, count, why }]) => ({
    urn: first.urn,
    message: `Not judged: ${type} (${count === 1 ? first.name : `${count} of them, the first: ${first.name}`}), ${why}.`,
  }));
}

const makers: [type: RegExp, name: string][] = [
  [/^aws:(cloudformation\/(stack|stackSet|stackInstances|stackSetInstance)|serverlessrepository\/cloudFormationStack):/, "CloudFormation"],
  [/^aws:servicecatalog\/provisionedProduct:/, "Service Catalog"],
  [/^aws:cloudcontrol\/resource:/, "Cloud Control"],
];

/** They bear resource policies, and no analyzer looks at them. */
const neverAnalyzed: ReadonlySet<string> = new Set(["aws:cloudwatch/eventBusPolicy:EventBusPolicy"]);

function reasonOf({ type, inputs }: StackResource): string | undefined {
  if (type.startsWith("aws-native:")) return "only resources of package aws are judged";
  const maker = makers.find(([pattern]) => pattern.test(type));
  if (maker !== undefined) return `what ${maker[1]} makes is not seen here`;
  if (!type.startsWith("aws:") || analyzableTypes.has(type) || neverAnalyzed.has(type)) return undefined;
  return Object.values(inputs ?? {}).some(isResourcePolicy)
    ? "a type that this version does not know and that has a policy with a Principal"
    : undefined;
}

/** A document with a Statement that has a Principal, as JSON or as an object of which a part may be unknown. */
function isResourcePolicy(value: unknown): boolean {
  if (typeof value === "string") {
    // Most text is no document: parsing it all would cost more than the rest.
    if (!value.includes('"Statement"') || !/"(Not)?Principal"/.test(value)) return false;
    try {
      return isResourcePolicy(JSON.parse(value));
    } catch {
      return true;
    }
  }
  if (typeof value !== "object" || value === null) return false;
  const statement = (value as { Statement?: unknown }).Statement;
  const statements: unknown[] = Array.isArray(statement) ? statement : [statement];
  return statements.some((each) => typeof each === "object" && each !== null && ("Principal" in each || "NotPrincipal" in each));
}
