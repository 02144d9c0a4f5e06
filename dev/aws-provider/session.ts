import type { Account } from "./account";
import { Lifecycle } from "./lifecycle";
import { resourceTypes } from "./resources";
import type { ResourceType } from "./resourceType";

/** What the calls of one provider process share: the account after Configure, and whether the person has interrupted. */
export class Session {
  #account: Account | undefined;
  readonly #cancellation = new AbortController();

  set account(account: Account) {
    this.#account = account;
  }

  /** @throws if the provider is not configured: its arguments are not known yet. */
  get account(): Account {
    if (!this.#account)
      throw new Error("the provider of package aws is not configured yet: one of its arguments is not known before the update");
    return this.#account;
  }

  cancel(): void {
    this.#cancellation.abort();
  }

  lifecycle(token: string): Lifecycle {
    return new Lifecycle(this.type(token), this.account, this.#cancellation.signal);
  }

  /** @throws if the type is not implemented. */
  type(token: string): ResourceType {
    const type = resourceTypes.get(token);
    if (type) return type;
    throw new Error(
      `This provider of package aws does not implement the resource type ${token}. It implements: ${[...resourceTypes.keys()].join(", ")}.`,
    );
  }
}
