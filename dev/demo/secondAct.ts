import { CreateKeyCommand, KMSClient, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { setTimeout as sleep } from "node:timers/promises";
import type { Configuration } from "../../domain/configuration/configuration";
import { findingsRoad, roadPlace } from "../../domain/findings/road";
import type { Sandbox } from "../sandbox/server/server";
import { inboxOf, type InboxMessage } from "../sandbox/world/inbox";
import { administratorOf, type Administrator } from "./callers";
import { confirmMailbox } from "./road";

export interface Told {
  /** Milliseconds from the change to the message. */
  after: number;
  message: InboxMessage;
}

/** Keys of one account whose policies change under the eyes of the organization's analyzer, and the mailbox that is told. */
export class SecondAct {
  private constructor(
    private readonly kms: KMSClient,
    private readonly account: string,
    private readonly inbox: () => readonly InboxMessage[],
  ) {}

  /** Confirms the mailboxes that are still pending, then gets at the account's keys. */
  static async begin(config: Configuration, sandbox: Sandbox, admin: Administrator, account: string): Promise<SecondAct> {
    const inbox = () => inboxOf(sandbox.world);
    const { notifications } = findingsRoad(roadPlace(config));
    for (const { from, token } of inbox())
      if (token !== undefined && from === notifications.arn) await confirmMailbox(config, admin, token);
    const credentials = await administratorOf(account, admin, admin);
    const { homeRegion: region } = config.organization;
    return new SecondAct(new KMSClient({ endpoint: admin.url, region, credentials }), account, inbox);
  }

  async createKey(): Promise<string> {
    const { KeyMetadata } = await this.kms.send(new CreateKeyCommand({}));
    return KeyMetadata?.KeyId ?? "";
  }

  /** Lets `principal` use the key, nobody if there is none, and waits until the mailbox is told of that key. @throws after half a minute */
  async share(key: string, principal?: string): Promise<Told> {
    const before = this.inbox().length;
    const owner = {
      Sid: "Owner",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${this.account}:root` },
      Action: "kms:*",
      Resource: "*",
    };
    const shared = { Sid: "Shared", Effect: "Allow", Principal: { AWS: principal }, Action: "kms:Decrypt", Resource: "*" };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: principal === undefined ? [owner] : [owner, shared] });
    const begun = Date.now();
    await this.kms.send(new PutKeyPolicyCommand({ KeyId: key, Policy }));
    for (;;) {
      const message = this.inbox()
        .slice(before)
        .find(({ body }) => body.includes(key));
      if (message !== undefined) return { after: Date.now() - begun, message };
      if (Date.now() - begun > 30_000) throw new Error(`Nobody was told of key ${key} within half a minute.`);
      await sleep(100);
    }
  }
}
