import { CreateKeyCommand, KMSClient, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { setTimeout as sleep } from "node:timers/promises";
import type { Configuration } from "../../domain/configuration/configuration";
import { findingsRoad, roadPlace } from "../../domain/findings/road";
import type { Sandbox } from "../sandbox/server/server";
import { inboxOf, type InboxMessage } from "../sandbox/world/inbox";
import { administratorOf, type Administrator } from "./callers";
import { confirmMailbox } from "./road";

export interface Told {
  /** Milliseconds of the sandbox's clock from the change to the message. */
  after: number;
  message: InboxMessage;
}

/** What Access Analyzer takes until it looks at a changed policy by itself: up to half an hour, as AWS says. */
export const ownLook = 1_800_000;
/** What a scan takes here. AWS does not say what it takes there. */
export const scan = 3_000;

/** Keys whose policies change under the eyes of the organization's analyzer, and the mailbox that is told. */
export class SecondAct {
  private constructor(
    private readonly sandbox: Sandbox,
    private readonly admin: Administrator,
  ) {}

  /** Confirms the mailboxes that are still pending. From here on Access Analyzer is as slow as AWS's. */
  static async begin(config: Configuration, sandbox: Sandbox, admin: Administrator): Promise<SecondAct> {
    const { notifications } = findingsRoad(roadPlace(config));
    for (const { from, token } of inboxOf(sandbox.world))
      if (token !== undefined && from === notifications.arn) await confirmMailbox(config, admin, token);
    Object.assign(sandbox.world.settings, { analysisMilliseconds: ownLook, scanMilliseconds: scan });
    return new SecondAct(sandbox, admin);
  }

  async createKey(account: string): Promise<SharedKey> {
    const { url: endpoint, homeRegion: region } = this.sandbox;
    const kms = new KMSClient({ endpoint, region, credentials: await administratorOf(account, this.admin, this.admin) });
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    return new SharedKey(this.sandbox, kms, account, KeyMetadata?.KeyId ?? "");
  }
}

export class SharedKey {
  #changed = 0;
  #before = 0;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly kms: KMSClient,
    private readonly account: string,
    private readonly id: string,
  ) {}

  /** Lets `principal` use the key, nobody else any more, and nobody at all if there is none. */
  async share(principal?: string): Promise<void> {
    const owner = {
      Sid: "Owner",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${this.account}:root` },
      Action: "kms:*",
      Resource: "*",
    };
    const shared = { Sid: "Shared", Effect: "Allow", Principal: { AWS: principal }, Action: "kms:Decrypt", Resource: "*" };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: principal === undefined ? [owner] : [owner, shared] });
    this.#before = this.#inbox().length;
    this.#changed = this.#now();
    await this.kms.send(new PutKeyPolicyCommand({ KeyId: this.id, Policy }));
  }

  /** What the mailbox was told of the key since it was shared. */
  message(): InboxMessage | undefined {
    return this.#inbox()
      .slice(this.#before)
      .find(({ body }) => body.includes(this.id));
  }

  /** @throws after a minute of waiting */
  async told(): Promise<Told> {
    for (const until = Date.now() + 60_000; Date.now() < until; await sleep(100)) {
      const message = this.message();
      if (message !== undefined) return { after: this.#now() - this.#changed, message };
    }
    throw new Error(`Nobody was told of key ${this.id} within a minute.`);
  }

  #inbox(): readonly InboxMessage[] {
    return inboxOf(this.sandbox.world);
  }

  #now(): number {
    return this.sandbox.world.clock.now().getTime();
  }
}
