import assert from "node:assert/strict";
import type { Publisher } from "../../aws/findings/publisher";
import { accountId } from "../../domain/identifiers";
import { oursOf } from "../../domain/tampering/ours";
import { tellCall, type CallWork } from "../../lambdas/notifier/tellCall";
import { settings } from "../domain/findings/samples";

const security = accountId("222222222222");
const keys = {
  findings: "arn:aws:kms:eu-central-1:222222222222:key/11111111-12ab-34cd-56ef-1234567890ab",
  alarms: "arn:aws:kms:eu-central-1:222222222222:key/22222222-12ab-34cd-56ef-1234567890ab",
};
const destinations = {
  us: { email: "security@example.com" },
  soc: { sqs: "arn:aws:sqs:eu-central-1:222222222222:soc" },
  pager: { https: "https://events.example.com/hook", secret: "ssm:/security/pager" },
  room: { chat: true as const },
  other: { email: "other@example.com" },
};

describe("a call that the notifier hears of", () => {
  it("is told to every default destination, each in its form, where it tampers with the watch", async () => {
    const { work, sent } = recorder();
    await tellCall(disabled("access-analyzer-org-watch"), work);
    assert.deepEqual(
      sent.map(({ way, to }) => [way, to]),
      [
        ["mail", "us"],
        ["queue", "soc"],
        ["post", "https://events.example.com/hook"],
        ["chat", "room"],
      ],
    );
    assert.match(sent[0]?.text ?? "", /On: {7}name access-analyzer-org-watch/);
    assert.equal((JSON.parse(sent[1]?.text ?? "") as { id: string }).id, "e1");
    const chat = JSON.parse(sent[3]?.text ?? "") as { source: string; content: { title: string } };
    assert.deepEqual([chat.source, chat.content.title], ["custom", "Tampering: events:DisableRule in 222222222222 eu-west-1"]);
  });

  it("is not told where the watch tells it, or it is nobody's of ours", async () => {
    const { work, sent } = recorder();
    for (const name of ["access-analyzer-org-findings", "orders"]) await tellCall(disabled(name), work);
    assert.deepEqual(sent, []);
  });

  it("comes again where one destination did not take it, and the others have it", async () => {
    const { work, sent } = recorder("soc");
    await assert.rejects(tellCall(disabled("access-analyzer-org-watch"), work), /1 destinations were not told of events:DisableRule/);
    assert.deepEqual(
      sent.map(({ way }) => way),
      ["mail", "post", "chat"],
    );
  });
});

function recorder(refusing?: string) {
  const sent: { way: string; to: string; text: string }[] = [];
  const send = async (way: string, to: string, text: string): Promise<void> => {
    if (to === refusing) throw new Error("refused");
    sent.push({ way, to, text });
  };
  const publisher = {
    mail: (to: string, { body }: { body: string }) => send("mail", to, body),
    queue: (to: string, json: string) => send("queue", to, json),
    chat: (to: string, json: string) => send("chat", to, json),
    post: ({ https }: { https: string }, { json }: { json: string }) => send("post", https, json),
  } as unknown as Publisher; // all that is called
  const told = settings({ destinations, default: ["us", "soc", "pager", "room"], routes: [] });
  const ignore = () => undefined;
  const work: CallWork = {
    ours: oursOf({ ...told, keys }),
    settings: told,
    publisher,
    once: (_id, tell) => tell(),
    log: { info: ignore, warn: ignore, error: ignore },
    measure: ignore,
  };
  return { work, sent };
}

function disabled(name: string): object {
  return {
    ...{ id: "1", account: security, region: "eu-west-1" },
    detail: {
      ...{ eventID: "e1", eventTime: "2026-11-20T06:30:36Z", eventSource: "events.amazonaws.com", eventName: "DisableRule" },
      ...{ userIdentity: { type: "IAMUser", arn: `arn:aws:iam::${security}:user/x` }, requestParameters: { name } },
    },
  };
}
