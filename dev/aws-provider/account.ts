import type { ProviderConfiguration } from "./configuration";
import { identify, type Identity, type Settings } from "./credentials";

/**
 * The one account that a provider process works in: its credentials, checked against `allowedAccountIds`, and AWS clients by Region.
 * Clients are loaded when a resource first needs one, because most processes need only one or two.
 */
export class Account {
  readonly #settings: Settings;
  readonly #clients = new Map<string, Promise<unknown>>();

  private constructor(
    settings: Settings,
    readonly identity: Identity,
    /** The provider's Region, for resources that name none. */
    readonly region: string,
    readonly defaultTags: Record<string, string>,
  ) {
    this.#settings = settings;
  }

  /** @throws if there are no credentials, a role cannot be assumed, or the account is not an allowed one. */
  static async connect(configuration: ProviderConfiguration): Promise<Account> {
    const { settings, identity, region } = await identify(configuration);
    return new Account(settings, identity, region, configuration.defaultTags);
  }

  /** The one client of a service in a Region. */
  client<Client>(
    service: string,
    region: string,
    load: () => Promise<new (settings: Settings & { region: string }) => Client>,
  ): Promise<Client> {
    const key = `${service} ${region}`;
    const existing = this.#clients.get(key);
    if (existing) return existing as Promise<Client>; // a key is used with one kind of client only
    const made = load().then((Client) => new Client({ ...this.#settings, region }));
    this.#clients.set(key, made);
    return made;
  }
}
