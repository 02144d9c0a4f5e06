import { requestTags } from "../../iam/requestTags";
import { AwsError, type Asked, type Call } from "../../service";
import type { Partition } from "../../world/partitions";
import type { StoreKey, World } from "../../world/world";

/** Something that a service keeps and gives back as it was given. */
export interface Stored<Settings> {
  name: string;
  account: string;
  region: string;
  arn: string;
  createdAt: Date;
  changedAt: Date;
  tags: Map<string, string>;
  /** The policy on it, as it was given. */
  policy?: string;
  settings: Settings;
}

/** How a service's resources of one kind are named and missed: what differs between services that only store. */
export interface Kind<Named> {
  /** `sqs queue` */
  title: string;
  arn(name: string, place: Place): string;
  /** The name in what a request names it by: a name, an ARN, a URL. */
  named(input: Named): string | Reference;
  missing(name: string): AwsError;
  /** The code of the error for tags that AWS does not take. */
  invalidTags: string;
  /** Names are taken once in all accounts and Regions. The error is for whoever calls in another Region than the resource's. */
  everywhere?: { elsewhere(region: string): AwsError };
}

export interface Place {
  partition: Partition;
  account: string;
  region: string;
}

/** What an ARN or a URL says beside the name. */
export interface Reference {
  name: string;
  account?: string;
  region?: string;
}

/** What a row says of IAM beside the resource's ARN. */
interface Asks<Input> {
  /** The action, where it is not called as the operation. */
  action?: string;
  /** Tags that the request brings. */
  tags?(input: Input): Record<string, string> | undefined;
  tagKeys?(input: Input): string[];
  context?(input: Input): Record<string, string | undefined>;
  /** No policy on the resource can let another account do it. */
  own?: true;
  /** Further actions that are asked for. */
  also?(input: Input, call: Call): Asked[];
}

interface Creation<Settings, Input, Output> extends Omit<Asks<Input>, "action"> {
  settings(input: Input, call: Call): Settings;
  policy?(input: Input): string | undefined;
  /** Where it is made, if that is not the Region of the call. */
  region?(input: Input, call: Call): string;
  /** For a name that is taken. @throws AwsError */
  taken(existing: Stored<Settings>, input: Input, call: Call): Output;
  answer(made: Stored<Settings>, call: Call, input: Input): Output;
}

/**
 * The rows of a table of operations on resources that a service only stores. Each asks IAM for the resource by its ARN and tags, finds it in
 * the caller's account and the call's Region, and says what is missing in the service's own words.
 */
export class Storing<Settings, Named extends object> {
  readonly #key: StoreKey<Map<string, Stored<Settings>>>;

  constructor(readonly kind: Kind<Named>) {
    this.#key = { name: kind.title, create: () => new Map() };
  }

  /** The caller's, in the Region of the call; of a kind whose names are taken everywhere, in every Region. */
  all(call: Call): Stored<Settings>[] {
    return [...call.world.store(this.#key).values()]
      .filter(({ account, region }) => account === call.caller.account && (this.kind.everywhere !== undefined || region === call.region))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Makes one without a question to IAM: for services that have asked it. */
  make(world: World, place: { account: string; region: string }, name: string, settings: Settings): Stored<Settings> {
    const made = this.#made(world, place, name, settings);
    world.store(this.#key).set(this.#keyOf(made), made);
    return made;
  }

  /** Of all accounts and Regions. */
  every(world: World): Stored<Settings>[] {
    return [...world.store(this.#key).values()];
  }

  /** A row that makes one. */
  creates<Input extends Named, Output>(creation: Creation<Settings, Input, Output>) {
    return {
      authorize: (input: Input, call: Call): Asked[] => [
        // A name that another account has taken is no resource of its yet.
        { ...this.asked(input, call, creation), owner: call.caller.account, resourcePolicy: undefined },
        ...(creation.also?.(input, call) ?? []),
      ],
      handle: (input: Input, call: Call): Output => {
        const { name } = this.#reference(input);
        const existing = this.named(input, call);
        if (existing) return creation.taken(existing, input, call);
        const settings = creation.settings(input, call);
        const place = { account: call.caller.account, region: creation.region?.(input, call) ?? call.region };
        const made = this.#made(call.world, place, name, settings);
        made.policy = creation.policy?.(input);
        this.setTags(made, creation.tags?.(input) ?? {});
        call.world.store(this.#key).set(this.#keyOf(made), made);
        return creation.answer(made, call, input);
      },
    };
  }

  /** A row that does something with one that is there. */
  on<Input extends Named, Output>(handle: (stored: Stored<Settings>, input: Input, call: Call) => Output, asks: Asks<NoInfer<Input>> = {}) {
    return {
      authorize: (input: Input, call: Call): Asked[] => [this.asked(input, call, asks), ...(asks.also?.(input, call) ?? [])],
      handle: (input: Input, call: Call): Output => {
        const stored = this.named(input, call);
        if (!stored) throw this.kind.missing(this.#reference(input).name);
        if (stored.region !== call.region) throw this.kind.everywhere?.elsewhere(stored.region) ?? this.kind.missing(stored.name);
        return handle(stored, input, call);
      },
    };
  }

  /** A row that changes one. */
  changes<Input extends Named, Output>(
    handle: (stored: Stored<Settings>, input: Input, call: Call) => Output,
    asks: Asks<NoInfer<Input>> = {},
  ) {
    return this.on<Input, Output>((stored, input, call) => {
      const output = handle(stored, input, call);
      stored.changedAt = call.world.clock.now();
      return output;
    }, asks);
  }

  /** A row that deletes one. */
  removes<Input extends Named>(asks: Asks<Input> = {}) {
    return this.on((stored, _input: Input, call) => this.remove(stored, call), asks);
  }

  remove(stored: Stored<Settings>, { world }: Call): void {
    world.store(this.#key).delete(this.#keyOf(stored));
  }

  /** A row that adds tags. */
  tags<Input extends Named>(tags: (input: Input) => Record<string, string>, asks: Asks<Input> = {}) {
    return this.on((stored, input: Input) => this.setTags(stored, tags(input)), { ...asks, tags });
  }

  /** A row that takes tags away. */
  untags<Input extends Named>(tagKeys: (input: Input) => string[], asks: Asks<Input> = {}) {
    return this.on(({ tags }, input: Input) => tagKeys(input).forEach((key) => tags.delete(key)), { ...asks, tagKeys });
  }

  /** Adds tags to those that are there, or to what is kept of them. @throws AwsError for keys of AWS's own, too long ones, and more than fifty */
  setTags(stored: Stored<Settings>, given: Record<string, string>, kept: ReadonlyMap<string, string> = stored.tags): void {
    const tags = new Map([...kept, ...Object.entries(given)]);
    const invalid = Object.entries(given).find(
      ([key, value]) => key === "" || key.length > 128 || value.length > 256 || key.toLowerCase().startsWith("aws:"),
    );
    if (invalid) throw new AwsError(this.kind.invalidTags, `The tag provided is not valid: ${invalid[0]}`);
    if (tags.size > 50) throw new AwsError(this.kind.invalidTags, "A resource may have at most 50 tags");
    stored.tags = tags;
  }

  /** What IAM is asked for the one that a request names. */
  asked<Input extends Named>(input: Input, call: Call, { action, tags, tagKeys, context, own }: Asks<Input> = {}): Asked {
    const { name, account = call.caller.account, region = call.region } = this.#reference(input);
    const stored = this.named(input, call);
    const given = Object.entries(tags?.(input) ?? {}).map(([Key, Value]) => ({ Key, Value }));
    const more = Object.entries(context?.(input) ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return {
      ...(action === undefined ? {} : { action }),
      resource: this.kind.arn(name, { partition: call.world.partition, account, region }),
      ...(stored && { resourcePolicy: { document: stored.policy, account: stored.account } }),
      ...(stored && !own ? {} : { owner: stored?.account ?? account }),
      context: {
        ...Object.fromEntries([...(stored?.tags ?? [])].map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
        ...requestTags(given),
        ...(tagKeys ? { "aws:TagKeys": tagKeys(input) } : {}),
        ...Object.fromEntries(more),
      },
    };
  }

  #made(world: World, { account, region }: { account: string; region: string }, name: string, settings: Settings): Stored<Settings> {
    const now = world.clock.now();
    const arn = this.kind.arn(name, { partition: world.partition, account, region });
    return { name, account, region, arn, createdAt: now, changedAt: now, tags: new Map(), settings };
  }

  /** The one that a request names. */
  named(input: Named, call: Call): Stored<Settings> | undefined {
    const { name, account = call.caller.account, region = call.region } = this.#reference(input);
    return this.find(call.world, { name, account, region });
  }

  find(world: World, { name, account = "", region = "" }: Reference): Stored<Settings> | undefined {
    return world.store(this.#key).get(this.#keyOf({ name, account, region }));
  }

  #reference(input: Named): Reference {
    const named = this.kind.named(input);
    return typeof named === "string" ? { name: named } : named;
  }

  #keyOf({ name, account, region }: Required<Reference>): string {
    return this.kind.everywhere ? name : `${account} ${region} ${name}`;
  }
}

/** Account, Region and name of an ARN `arn:aws:service:region:account:kind:name`, or the text itself as the name. */
export function arnOrName(text: string): Reference {
  const [prefix, , , region = "", account = "", ...rest] = text.split(":");
  const name = rest.at(-1);
  return prefix === "arn" && name !== undefined ? { name, account, region } : { name: text };
}
