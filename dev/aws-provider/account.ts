import type { AccessAnalyzerClient } from "@aws-sdk/client-accessanalyzer";
import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { OrganizationsClient } from "@aws-sdk/client-organizations";
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

  accessAnalyzer(region: string): Promise<AccessAnalyzerClient> {
    return this.#client(`accessanalyzer ${region}`, async () => {
      const { AccessAnalyzerClient } = await import("@aws-sdk/client-accessanalyzer");
      return new AccessAnalyzerClient({ ...this.#settings, region });
    });
  }

  cloudFormation(region: string): Promise<CloudFormationClient> {
    return this.#client(`cloudformation ${region}`, async () => {
      const { CloudFormationClient } = await import("@aws-sdk/client-cloudformation");
      return new CloudFormationClient({ ...this.#settings, region });
    });
  }

  iam(): Promise<IAMClient> {
    return this.#client("iam", async () => {
      const { IAMClient } = await import("@aws-sdk/client-iam");
      return new IAMClient({ ...this.#settings, region: this.region });
    });
  }

  organizations(): Promise<OrganizationsClient> {
    return this.#client("organizations", async () => {
      const { OrganizationsClient } = await import("@aws-sdk/client-organizations");
      return new OrganizationsClient({ ...this.#settings, region: this.region });
    });
  }

  #client<Client>(key: string, make: () => Promise<Client>): Promise<Client> {
    const existing = this.#clients.get(key);
    if (existing) return existing as Promise<Client>; // a key is used with one kind of client only
    const made = make();
    this.#clients.set(key, made);
    return made;
  }
}
