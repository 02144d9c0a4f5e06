import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import { analyzerToken, stackAnalyzers } from "../domain/requiredCover/stackAnalyzers";
import type { StackResource } from "../domain/stackResource";
import { texts } from "./schemas";
import { knownValues } from "./knownValues";

/**
 * Inputs of resources by URN. A stack policy gets `{}` for what a targeted run leaves alone and for a provider of which a part is not
 * known: what a resource policy was shown before, in the same process, is all there is.
 */
const seen = new Map<string, Record<string, unknown>>();

/** How a policy's configuration says what {@link stackResources} leaves out. `audit --stack` writes it. */
export const leaveOutSchema = {
  ...texts,
  description: "URNs of resources that are only read.",
} as const;

/** The analyzers among them. */
const analyzers = new Map<string, StackResource>();

/** Keeps what a resource policy is shown, for {@link stackResources} and {@link seenAnalyzerType}. */
export function keep(args: ResourceValidationArgs): void {
  seen.set(args.urn, args.props);
  if (args.type === analyzerToken) analyzers.set(args.urn, shownResource(args));
}

/** The type of the analyzer that an archive rule is for, if that is a resource of the same provider: analyzers come before their rules. */
export function seenAnalyzerType(rule: StackResource): string | undefined {
  const partsOf = (one: StackResource) => [one.provider?.urn, one.inputs?.["analyzerName"], one.inputs?.["region"] ?? ""];
  const wanted = partsOf(rule);
  // Two names that are not known yet are not the same.
  if (!wanted.every((part) => typeof part === "string")) return undefined;
  const found = [...analyzers.values()].filter((analyzer) => partsOf(analyzer).every((part, index) => part === wanted[index]));
  const [type, ...others] = new Set(stackAnalyzers(found, {}).map((analyzer) => analyzer.type));
  return typeof type === "string" && others.length === 0 ? type : undefined;
}

/** One resource, for what judges it alone. */
export function shownResource({ urn, type, name, props, provider }: ResourceValidationArgs): StackResource {
  return new Shown({ urn, type, name, props, ...(provider ? { provider } : {}) }, props);
}

/**
 * A stack's resources, with the inputs that were seen.
 *
 * @param leaveOut URNs of what is only read: a recorded state does not mark it.
 */
export function stackResources(resources: readonly PolicyResource[], leaveOut: readonly string[] = []): StackResource[] {
  const providers = new Map<string, StackResource["provider"]>();
  const without = new Set(leaveOut);
  return resources
    .filter(({ urn }) => !without.has(urn))
    .map((resource) => new Shown(resource, seen.get(resource.urn) ?? ifAny(resource.props), providers));
}

/** Values are unwrapped when they are looked at: most of a stack's resources concern nobody here. */
class Shown implements StackResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly #shown: Pick<PolicyResource, "props" | "provider">;
  readonly #seenInputs: Record<string, unknown> | undefined;
  readonly #providers: Map<string, StackResource["provider"]>;
  #inputs?: Record<string, unknown>;
  #outputs?: Record<string, unknown>;

  constructor(
    resource: Pick<PolicyResource, "urn" | "type" | "name" | "props" | "provider">,
    inputs: Record<string, unknown> | undefined,
    providers = new Map<string, StackResource["provider"]>(),
  ) {
    this.urn = resource.urn;
    this.type = resource.type;
    this.name = resource.name;
    this.#shown = resource;
    this.#seenInputs = inputs;
    this.#providers = providers;
  }

  get inputs(): Record<string, unknown> | undefined {
    return this.#seenInputs && (this.#inputs ??= knownValues(this.#seenInputs));
  }

  get outputs(): Record<string, unknown> {
    return (this.#outputs ??= knownValues(this.#shown.props));
  }

  get provider(): StackResource["provider"] {
    const { provider } = this.#shown;
    if (provider === undefined) return undefined;
    const known = this.#providers.get(provider.urn);
    if (known !== undefined) return known;
    const inputs = seen.get(provider.urn) ?? ifAny(provider.props);
    const made = { urn: provider.urn, inputs: inputs && knownValues(inputs) };
    this.#providers.set(provider.urn, made);
    return made;
  }
}

function ifAny(props: Record<string, unknown>): Record<string, unknown> | undefined {
  return Object.keys(props).length > 0 ? props : undefined;
}
