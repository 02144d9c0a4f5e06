import type { Account } from "./account";
import { allInputs } from "./check";
import { diff, type PropertyDiff } from "./diff";
import { PartlyCreated, type Change, type Context, type ResourceType } from "./resourceType";
import { mergedTags, splitTags } from "./tags";
import { hasUnknowns, isEmpty, text, unknown, type Properties } from "./values";

export interface Found {
  id: string;
  state: Properties;
  inputs: Properties;
}

/** How long operations of AWS are waited for, if the program does not say. */
const defaultTimeout = 30 * 60_000;

/** What the engine asks of a resource, in terms of its {@link ResourceType}: the parts that are the same for all of them. */
export class Lifecycle {
  constructor(
    readonly type: ResourceType,
    readonly account: Account,
    readonly cancelled: AbortSignal,
  ) {}

  /** What a creation would give, as far as it is known before. */
  foresee(inputs: Properties): Properties {
    const later = Object.fromEntries(this.type.outputs.map((name) => [name, unknown]));
    return { ...later, ...this.#withRegion(inputs), ...this.#foreseenTags(inputs) };
  }

  /** What an update in place would give, as far as it is known before. */
  foreseeUpdate(state: Properties, inputs: Properties): Properties {
    return { ...state, ...inputs, ...this.#foreseenTags(inputs) };
  }

  /** @throws {PartlyCreated} if it exists now but is not as it should be. */
  async create(inputs: Properties, timeout: number): Promise<{ id: string; state: Properties }> {
    const context = this.#context(inputs, inputs, timeout);
    const id = await this.type.create(inputs, context);
    try {
      const state = await this.#readState(id, context, inputs);
      if (!state) throw new Error(`${this.type.title} (${id}) is not there right after its creation`);
      return { id, state };
    } catch (error) {
      throw new PartlyCreated(id, error);
    }
  }

  /** What is there now; undefined if it is gone. Without `state` it is an import, whose id may name a Region: `id@region`. */
  async read(idWithRegion: string, state: Properties, inputs: Properties): Promise<Found | undefined> {
    const { id, region } = this.#splitId(idWithRegion);
    const isImport = Object.keys(inputs).length === 0 && Object.keys(state).length === 0;
    const context = this.#context({ ...state, ...(region ? { region } : {}) }, inputs, 0);
    const found = await this.#readState(id, context, isImport ? {} : { ...state, ...inputs, tags: inputs["tags"] });
    if (!found) return undefined;
    return { id, state: found, inputs: isImport ? this.#allInputsOf(found) : this.#refreshed(inputs, found) };
  }

  async update(id: string, state: Properties, inputs: Properties, ignored: string[], timeout: number): Promise<Properties> {
    const context = this.#context(state, inputs, timeout);
    if (!this.type.update) throw new Error(`${this.type.title} (${id}) cannot be changed in place`);
    const changed = new Set(this.diff(state, inputs, ignored).map(({ path }) => path.split(/[.[]/, 1)[0]));
    const change: Change = { old: state, new: inputs, of: (...names) => names.some((name) => changed.has(name)) };
    await this.type.update(id, change, context);
    const updated = await this.#readState(id, context, inputs);
    if (!updated) throw new Error(`${this.type.title} (${id}) has gone while it was updated`);
    return updated;
  }

  async delete(id: string, state: Properties, timeout: number): Promise<void> {
    await this.type.delete(id, state, this.#context(state, state, timeout));
  }

  diff(state: Properties, inputs: Properties, ignored: string[]): PropertyDiff[] {
    const found = diff(this.type, state, this.#withRegion(inputs), ignored);
    // A changed tag of the program's is one among all of them as well, and terraform-provider-aws names both.
    const alsoAmongAll = found
      .filter(({ path }) => path.startsWith("tags."))
      .map((tag) => ({ ...tag, path: tag.path.replace("tags.", "tagsAll.") }));
    found.push(...alsoAmongAll.filter(({ path }) => !ignored.some((prefix) => path === prefix || path.startsWith(`${prefix}.`))));
    const tagsCount = "tags" in this.type.inputs && !found.some(({ path }) => path.startsWith("tags"));
    if (tagsCount && !ignored.includes("tags") && !ignored.includes("tagsAll") && !hasUnknowns(inputs["tags"])) {
      // A default tag of the provider was added, changed or taken away.
      const wanted = Object.entries(mergedTags(inputs, this.account.defaultTags)).sort();
      const recorded = Object.entries(state["tagsAll"] ?? {}).sort();
      if (JSON.stringify(wanted) !== JSON.stringify(recorded)) found.push({ path: "tagsAll", kind: "update", replaces: false });
    }
    return found;
  }

  async #readState(id: string, context: Context, given: Properties): Promise<Properties | undefined> {
    const live = await this.type.read(id, context, given);
    if (!live) return undefined;
    const kept = Object.fromEntries((this.type.notRead ?? []).map((name) => [name, given[name] ?? this.type.inputs[name]?.default]));
    const tags =
      "tags" in this.type.inputs ? splitTags(live["tags"] as Record<string, string>, given["tags"], this.account.defaultTags) : {}; // read gives a map of texts
    return { ...kept, ...live, ...tags, ...(this.type.scope === "regional" ? { region: context.region } : {}) };
  }

  /** An input keeps the program's spelling (a policy's white space) as long as it means what is there now. */
  #refreshed(inputs: Properties, state: Properties): Properties {
    const changed = new Set(diff(this.type, state, inputs).map(({ path }) => path.split(/[.[]/, 1)[0]));
    return Object.fromEntries(
      Object.entries(inputs)
        .map(([name, value]) => [name, changed.has(name) ? state[name] : value] as const)
        .filter(([, value]) => value !== undefined && value !== null),
    );
  }

  #allInputsOf(state: Properties): Properties {
    return Object.fromEntries(Object.entries(state).filter(([name, value]) => name in allInputs(this.type) && !isEmpty(value)));
  }

  #withRegion(inputs: Properties): Properties {
    return this.type.scope === "regional" ? { ...inputs, region: inputs["region"] ?? this.account.region } : inputs;
  }

  #foreseenTags(inputs: Properties): Properties {
    if (!("tags" in this.type.inputs)) return {};
    return { tagsAll: hasUnknowns(inputs["tags"]) ? unknown : mergedTags(inputs, this.account.defaultTags) };
  }

  #context(where: Properties, inputs: Properties, timeout: number): Context {
    return {
      account: this.account,
      region: (this.type.scope === "regional" ? text(where["region"]) : undefined) ?? this.account.region,
      tagsAll: mergedTags(inputs, this.account.defaultTags),
      timeout: timeout > 0 ? timeout : defaultTimeout,
      cancelled: this.cancelled,
    };
  }

  #splitId(id: string): { id: string; region?: string } {
    const [, name, region] = this.type.scope === "regional" ? (/^(.*)@([a-z]{2,4}(?:-[a-z]+)+-\d+)$/.exec(id) ?? []) : [];
    return name && region ? { id: name, region } : { id };
  }
}
