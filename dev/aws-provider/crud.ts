import type { Account } from "./account";
import { during, unless } from "./errors";
import type { Change, Context, ResourceType } from "./resourceType";
import { tagChanges } from "./tags";
import { requiredText, textMap, type Properties } from "./values";
import { retrying } from "./waiting";

/** What an SDK's client has in common with every other. */
interface Sender {
  send(command: object, ...rest: never[]): Promise<unknown>;
}

/** An AWS service as the provider speaks to it. */
export interface Service<Client> {
  /** How terraform-provider-aws calls it in its errors: `IAM`. */
  title: string;
  client(account: Account, region: string): Promise<Client>;
}

/** The id and the inputs that it is made of. */
export type Key = { id: string } & Record<string, string>;

/**
 * A resource that maps its inputs to one call each way. Which client is used, what an error says, that a missing one is no failure, how an
 * id is put together and how tags are brought in line is the same for all of them and stands here once.
 */
export interface Crud<Client> extends Pick<ResourceType, "token" | "scope" | "title" | "inputs" | "outputs" | "notRead"> {
  service: Service<Client>;
  /** The inputs that the id is made of, and what stands between them. Without it, AWS chooses the id and `create` returns it. */
  id?: { of: string[]; between?: string };
  /** Errors that say that it is not there. */
  gone?: string[];
  /** A refusal that passes by itself. */
  retry?: { on: RegExp; milliseconds: number };
  /** Where terraform-provider-aws does not say "creating TITLE (ID)" and "deleting TITLE (ID)". */
  says?: { create?: (key: Key) => string; delete?: (key: Key) => string };
  create(client: Client, inputs: Properties, context: Context): Promise<unknown>;
  read(client: Client, key: Key, state: Properties, context: Context): Promise<Properties | undefined>;
  /** Each call with the inputs whose change it serves. Without any, every change replaces. */
  update?: { of: string[]; call(client: Client, key: Key, change: Change, context: Context): Promise<unknown> }[];
  tags?: {
    /** Reads them by themselves: the real provider does when one of them is empty. */
    list?(client: Client, key: Key, state: Properties): Promise<Record<string, string>>;
    set(client: Client, key: Key, tags: Record<string, string>, state: Properties): Promise<unknown>;
    remove(client: Client, key: Key, names: string[], state: Properties): Promise<unknown>;
  };
  delete(client: Client, key: Key, state: Properties, context: Context): Promise<unknown>;
}

export function crud<Client extends Sender>(resource: Crud<Client>): ResourceType {
  const { token, scope, title, inputs, outputs, notRead, service, gone = [], retry, tags, update = [], says = {} } = resource;
  const clientFor = async (what: string, { account, region }: Context) =>
    labelled(await service.client(account, region), service.title, what);
  const keyOf = (id: string) => parseKey(id, resource.id);

  return {
    ...{ token, scope, title, inputs, outputs, ...(notRead ? { notRead } : {}) },

    async create(given, context) {
      const known = resource.id?.of.map((name) => requiredText(given, name)).join(resource.id.between ?? "");
      const what = says.create?.(keyOf(known ?? "")) ?? `creating ${title} (${known ?? requiredText(given, "name")})`;
      const client = await clientFor(what, context);
      const chosen = await retrying(retry, context.cancelled, () => resource.create(client, given, context));
      return known ?? String(chosen);
    },

    async read(id, context, state) {
      const key = keyOf(id);
      const client = await clientFor(`reading ${title} (${id})`, context);
      const found = await unless(gone, () => resource.read(client, key, state, context));
      const hasEmptyTag = Object.values(textMap(found?.["tags"])).includes("");
      return found && hasEmptyTag && tags?.list ? { ...found, tags: await tags.list(client, key, found) } : found;
    },

    ...(update.length > 0 || tags
      ? {
          async update(id: string, change: Change, context: Context) {
            const key = keyOf(id);
            const client = await clientFor(`updating ${title} (${id})`, context);
            for (const { of, call } of update) if (change.of(...of)) await call(client, key, change, context);
            if (!tags) return;
            const tagging = await clientFor(`updating tags of ${title} (${id})`, context);
            const { set, remove } = tagChanges(textMap(change.old["tagsAll"]), context.tagsAll);
            if (remove.length > 0) await tags.remove(tagging, key, remove, change.old);
            if (Object.keys(set).length > 0) await tags.set(tagging, key, set, change.old);
          },
        }
      : {}),

    async delete(id, state, context) {
      const key = keyOf(id);
      const client = await clientFor(says.delete?.(key) ?? `deleting ${title} (${id})`, context);
      await unless(gone, () => resource.delete(client, key, state, context));
    },
  };
}

function parseKey(id: string, form: Crud<unknown>["id"]): Key {
  const names = form?.of ?? [];
  const [last, ...before] = [...names].reverse();
  if (last === undefined || before.length === 0) return { id, ...(last === undefined ? {} : { [last]: id }) };
  const between = form?.between ?? "";
  // The last part may hold what stands between the others: an ARN has slashes.
  const parts = id.split(between);
  const values = [...parts.slice(0, before.length), parts.slice(before.length).join(between)];
  if (id !== "" && (values.length !== names.length || values.includes("")))
    throw new Error(`unexpected format of ID (${id}), expected ${names.join(between)}`);
  return { id, ...Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""])) };
}

/** The same client, whose failures say what was being done and which operation failed. */
function labelled<Client extends Sender>(client: Client, service: string, what: string): Client {
  return new Proxy(client, {
    get(target, key) {
      if (key !== "send") return Reflect.get(target, key, target);
      return (command: object, ...rest: never[]) => {
        const operation = command.constructor.name.replace(/Command$/, "");
        return during(what, `${service}: ${operation}`, () => target.send(command, ...rest));
      };
    },
  });
}
