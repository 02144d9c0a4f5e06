import assert from "node:assert/strict";
import { CreateKeyCommand } from "@aws-sdk/client-kms";
import { CreateAccessKeyCommand, CreateUserCommand } from "@aws-sdk/client-iam";
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
  type MessageAttributeValue,
  type PublishCommandInput,
} from "@aws-sdk/client-sns";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { readInbox } from "../../../dev/sandbox/cli/inbox";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { deliverToTopic } from "../../../dev/sandbox/services/sns/deliver";
import { receiveMessages } from "../../../dev/sandbox/services/sqs/consume";
import { HeldClock } from "../../../dev/sandbox/world/clock";
import { inboxOf } from "../../../dev/sandbox/world/inbox";
import { clients, sessionIn, type Keys } from "../../support/sandboxClients";

const member = "444444444444";
const other = "555555555555";
const named = (name: string, message: RegExp = /./) => ({ name, message });
const allow = (principal: unknown, action: unknown, resource: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: principal, Action: action, Resource: resource }],
  });

describe("SNS", function () {
  this.timeout(20_000);
  let clock: HeldClock;
  let sandbox: Sandbox;
  let keys: Keys;
  let otherKeys: Keys;
  before(async () => {
    clock = new HeldClock(new Date());
    sandbox = await startSandbox({ clock });
    keys = await sessionIn(sandbox, member);
    otherKeys = await sessionIn(sandbox, other);
  });
  after(() => sandbox?.close());

  const options = (credentials: Keys) => ({ endpoint: sandbox.url, region: "eu-central-1", credentials, maxAttempts: 1 });
  const sns = (credentials = keys) => new SNSClient(options(credentials));
  let number = 0;
  const topic = async (Attributes: Record<string, string> = {}) => {
    const TopicArn = (await sns().send(new CreateTopicCommand({ Name: `topic-${++number}`, Attributes }))).TopicArn ?? "";
    return {
      TopicArn,
      subscribe: async (Protocol: string, Endpoint: string, Attributes: Record<string, string> = {}, by = keys) =>
        (await sns(by).send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true })))
          .SubscriptionArn ?? "",
      publish: (Message: string, more: Partial<PublishCommandInput> = {}, by = keys) =>
        sns(by).send(new PublishCommand({ TopicArn, Message, ...more })),
      set: (AttributeName: string, AttributeValue: string) =>
        sns().send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue })),
    };
  };
  /** A queue that lets SNS in, unless it is to let in nobody. */
  const queue = async (credentials = keys, account = member, policy = "sqs:SendMessage") => {
    const name = `queue-${++number}`;
    const arn = `arn:aws:sqs:eu-central-1:${account}:${name}`;
    const Attributes = { Policy: allow({ Service: "sns.amazonaws.com" }, policy, arn) };
    await new SQSClient(options(credentials)).send(new CreateQueueCommand({ QueueName: name, Attributes }));
    return arn;
  };
  const messagesIn = (queueArn: string) => receiveMessages(sandbox.world, queueArn, { max: 100 });
  const bodiesIn = (queueArn: string) => messagesIn(queueArn).map(({ body }) => body);
  const envelopesIn = (queueArn: string) => bodiesIn(queueArn).map((body): Record<string, unknown> => JSON.parse(body));
  const mailTo = (address: string) => inboxOf(sandbox.world).filter(({ to }) => to === address);
  const attributesOf = async (SubscriptionArn: string, by = keys): Promise<Record<string, string>> =>
    (await sns(by).send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes ?? {};
  const confirm = async (TopicArn: string, Token: string | undefined, AuthenticateOnUnsubscribe?: string, by = keys) =>
    (await sns(by).send(new ConfirmSubscriptionCommand({ TopicArn, Token, AuthenticateOnUnsubscribe }))).SubscriptionArn ?? "";
  /** What a person who clicks does. */
  const open = async (link: string | undefined) => (await fetch(`${sandbox.url}/${new URL(link ?? "").search}`)).status;

  /** They outlive every session. */
  const hours = async (number: number) => {
    clock.advance(number * 3_600_000);
    keys = await sessionIn(sandbox, member);
    otherKeys = await sessionIn(sandbox, other);
  };

  it("publishes to a queue, with JSON around the message or without", async () => {
    const { TopicArn, subscribe, publish } = await topic();
    const [wrapped, raw] = [await queue(), await queue()];
    const arn = await subscribe("sqs", wrapped);
    await subscribe("sqs", raw, { RawMessageDelivery: "true" });
    const MessageAttributes = { team: { DataType: "String", StringValue: "shop" } };
    const { MessageId } = await publish("hello", { Subject: "Greetings", MessageAttributes });
    const [envelope] = envelopesIn(wrapped);
    assert.deepEqual(
      { ...envelope, SigningCertURL: undefined, UnsubscribeURL: undefined },
      {
        ...{ Type: "Notification", MessageId, TopicArn, Subject: "Greetings", Message: "hello" },
        ...{ Timestamp: clock.now().toISOString(), SignatureVersion: "1", Signature: "" },
        ...{ MessageAttributes: { team: { Type: "String", Value: "shop" } }, SigningCertURL: undefined, UnsubscribeURL: undefined },
      },
    );
    const [bare] = messagesIn(raw);
    assert.equal(bare?.body, "hello");
    assert.deepEqual(bare?.messageAttributes["team"], MessageAttributes.team);
    assert.equal((await attributesOf(arn))["ConfirmationWasAuthenticated"], "true");
  });

  it("keeps topics with their attributes, policies and tags", async () => {
    const { TopicArn, set } = await topic({ DisplayName: "Findings" });
    const attributes = async (): Promise<Record<string, string>> =>
      (await sns().send(new GetTopicAttributesCommand({ TopicArn }))).Attributes ?? {};
    const { DisplayName, Owner, Policy = "", SubscriptionsPending } = await attributes();
    assert.deepEqual({ DisplayName, Owner, SubscriptionsPending }, { DisplayName: "Findings", Owner: member, SubscriptionsPending: "0" });
    assert.match(Policy, /__default_policy_ID/);
    await set("DisplayName", "Others");
    await set("Policy", allow({ AWS: other }, "sns:Publish", TopicArn));
    assert.match((await attributes())["Policy"] ?? "", /555555555555/);
    await assert.rejects(set("Policy", "{}"), named("InvalidParameterException"));
    await assert.rejects(set("Nonsense", "1"), named("InvalidParameterException"));
    await assert.rejects(sns().send(new CreateTopicCommand({ Name: "a b" })), named("InvalidParameterException"));
    await assert.rejects(
      sns().send(new CreateTopicCommand({ Name: "a.fifo", Attributes: { FifoTopic: "true" } })),
      named("InvalidParameterException"),
    );

    const again = (Attributes: Record<string, string>) => sns().send(new CreateTopicCommand({ Name: `topic-${number}`, Attributes }));
    assert.equal((await again({ DisplayName: "Others" })).TopicArn, TopicArn);
    await assert.rejects(again({ DisplayName: "x" }), named("InvalidParameterException"));

    await sns().send(
      new TagResourceCommand({
        ResourceArn: TopicArn,
        Tags: [
          { Key: "team", Value: "shop" },
          { Key: "x", Value: "y" },
        ],
      }),
    );
    await sns().send(new UntagResourceCommand({ ResourceArn: TopicArn, TagKeys: ["x"] }));
    assert.deepEqual((await sns().send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }))).Tags, [{ Key: "team", Value: "shop" }]);
    assert.ok((await sns().send(new ListTopicsCommand({}))).Topics?.length);
    for (let times = 0; times < 2; times++) await sns().send(new DeleteTopicCommand({ TopicArn }));
    await assert.rejects(attributes(), named("NotFoundException"));
  });

  it("refuses what is no message", async () => {
    const { publish } = await topic();
    const invalid = (message: RegExp) => named("InvalidParameterException", message);
    await assert.rejects(publish(""), invalid(/Empty message/));
    await assert.rejects(publish("ä".repeat(131_073)), invalid(/too long/));
    for (const Subject of ["", "two\nlines", "x".repeat(100)]) await assert.rejects(publish("x", { Subject }), invalid(/Subject/));
    await assert.rejects(publish("no JSON", { MessageStructure: "json" }), invalid(/failed to parse/));
    await assert.rejects(publish('{"email":"x"}', { MessageStructure: "json" }), invalid(/No default entry/));
    const typed = (DataType: string, StringValue: string) => ({ MessageAttributes: { a: { DataType, StringValue } } });
    for (const more of [typed("Number", "x"), typed("String.Array", "x"), typed("String.Array", "[{}]"), typed("Text", "x")])
      await assert.rejects(publish("x", more), invalid(/message attribute 'a'/));
    await publish("x".repeat(262_144));
  });

  it("has a text for each protocol, and takes batches", async () => {
    const { TopicArn, subscribe, publish } = await topic();
    const arn = await queue();
    await subscribe("sqs", arn, { RawMessageDelivery: "true" });
    await publish(JSON.stringify({ default: "usual", sqs: "for queues" }), { MessageStructure: "json" });
    await publish(JSON.stringify({ default: "usual", email: "for people" }), { MessageStructure: "json" });
    const PublishBatchRequestEntries = [
      { Id: "a", Message: "first" },
      { Id: "b", Message: "" },
    ];
    const { Successful, Failed } = await sns().send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
    assert.deepEqual([Successful?.map(({ Id }) => Id), Failed?.map(({ Id, Code }) => [Id, Code])], [["a"], [["b", "InvalidParameter"]]]);
    assert.deepEqual(bodiesIn(arn), ["for queues", "usual", "first"]);
  });

  describe("filter policies", () => {
    const text = (StringValue: string) => ({ DataType: "String", StringValue });
    const figure = (StringValue: string) => ({ DataType: "Number", StringValue });
    const several = (...values: unknown[]) => ({ DataType: "String.Array", StringValue: JSON.stringify(values) });
    type Attributes = Record<string, MessageAttributeValue>;
    const cases: [string, object, Attributes[], Attributes[]][] = [
      ["a value, with case", { to: ["soc"] }, [{ to: text("soc") }], [{ to: text("SOC") }, {}, { other: text("soc") }]],
      ["one value of an array", { to: ["soc"] }, [{ to: several("us", "soc") }], [{ to: several() }, { to: several("us") }]],
      [
        "all keys",
        { to: ["soc"], hot: [true] },
        [{ to: text("soc"), hot: several(true) }],
        [{ to: text("soc") }, { to: text("soc"), hot: text("true") }],
      ],
      ["a prefix", { to: [{ prefix: "so" }] }, [{ to: text("soc") }], [{ to: text("us") }, { to: figure("50") }]],
      [
        "anything but values",
        { to: [{ "anything-but": ["soc", 5] }] },
        [{ to: text("us") }, { to: several("soc", "us") }],
        [{ to: text("soc") }, { to: figure("5.0") }, {}],
      ],
      ["anything but a prefix", { to: [{ "anything-but": { prefix: "so" } }] }, [{ to: text("us") }], [{ to: text("soc") }]],
      ["what is there", { to: [{ exists: true }] }, [{ to: text("x") }], [{}]],
      ["what is not there", { to: [{ exists: false }, "soc"] }, [{}, { to: text("soc") }], [{ to: text("us") }]],
      ["a number", { age: [5] }, [{ age: figure("5.00") }, { age: several(5) }], [{ age: text("5") }]],
      ["a range", { age: [{ numeric: [">", 1, "<=", 5] }] }, [{ age: figure("5") }], [{ age: figure("1") }, { age: text("5") }]],
    ];
    for (const [what, policy, fit, miss] of cases)
      it(`match ${what}`, async () => {
        const { subscribe, publish } = await topic();
        const arn = await queue();
        await subscribe("sqs", arn, { RawMessageDelivery: "true", FilterPolicy: JSON.stringify(policy) });
        for (const MessageAttributes of miss) await publish("miss", { MessageAttributes });
        for (const MessageAttributes of fit) await publish("fit", { MessageAttributes });
        assert.deepEqual(
          bodiesIn(arn),
          fit.map(() => "fit"),
        );
      });

    it("are refused beyond their limits, and taken away", async () => {
      const { subscribe, publish } = await topic();
      const endpoint = await queue();
      const list = (count: number) => Array.from({ length: count }, (_, i) => `${i}`);
      const keysOf = (count: number) => Object.fromEntries(list(count).map((key) => [key, ["x"]]));
      for (const wrong of [
        keysOf(6),
        { a: list(15), b: list(11) },
        { a: [] },
        { a: "x" },
        { a: [{ like: "x" }] },
        { a: [{ numeric: ["~", 1] }] },
      ])
        await assert.rejects(
          subscribe("sqs", endpoint, { FilterPolicy: JSON.stringify(wrong) }),
          named("InvalidParameterException", /FilterPolicy/),
        );
      await assert.rejects(subscribe("sqs", endpoint, { FilterPolicy: "{}", FilterPolicyScope: "MessageBody" }), named("NotImplemented"));
      const SubscriptionArn = await subscribe("sqs", endpoint, { FilterPolicy: JSON.stringify({ a: list(15), b: list(10) }) });
      const set = (AttributeName: string, AttributeValue?: string) =>
        sns().send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
      await publish("unseen");
      await set("FilterPolicy", "{}");
      await publish("seen");
      assert.equal(bodiesIn(endpoint).length, 1);
      assert.equal((await attributesOf(SubscriptionArn))["FilterPolicy"], undefined);
      await assert.rejects(set("Nonsense", "x"), named("InvalidParameterException"));
    });
  });

  describe("a mailbox", () => {
    it("gets nothing until somebody confirms, who may click to unsubscribe; the control plane and the terminal show it", async () => {
      const { TopicArn, subscribe, publish } = await topic();
      const SubscriptionArn = await subscribe("email", "us@example.com");
      await publish("unseen");
      const [request] = mailTo("us@example.com");
      assert.equal((await attributesOf(SubscriptionArn))["PendingConfirmation"], "true");
      const { Subscriptions } = await sns().send(new ListSubscriptionsByTopicCommand({ TopicArn }));
      assert.deepEqual(
        Subscriptions?.map(({ SubscriptionArn: arn, Owner }) => [arn, Owner]),
        [["PendingConfirmation", member]],
      );
      await assert.rejects(
        sns().send(new UnsubscribeCommand({ SubscriptionArn })),
        named("InvalidParameterException", /pending confirmation/),
      );
      await assert.rejects(confirm(TopicArn, "wrong"), named("InvalidParameterException", /Token/));
      assert.equal(await open(request?.links.confirm), 200);
      const { PendingConfirmation, ConfirmationWasAuthenticated } = await attributesOf(SubscriptionArn);
      assert.deepEqual([PendingConfirmation, ConfirmationWasAuthenticated], ["false", "false"]);
      await publish("seen", { Subject: "News" });
      const listed = (await (await fetch(`${sandbox.url}/_sandbox/inbox`)).json()) as { to: string }[];
      assert.ok(listed.some(({ to }) => to === "us@example.com"));
      assert.equal(listed.length, inboxOf(sandbox.world).length);
      const text = await readInbox(sandbox.url);
      assert.match(
        text,
        /email to us@example\.com\nFrom: arn:aws:sns:.*\nSubject: News\n\nseen\n\nTo unsubscribe: curl 'http:\/\/127\.0\.0\.1:/,
      );
      const [, mail] = mailTo("us@example.com");
      assert.deepEqual([mail?.subject, mail?.body, mail?.from], ["News", "seen", TopicArn]);
      assert.equal(await open(mail?.links.unsubscribe), 200);
      await assert.rejects(attributesOf(SubscriptionArn), named("NotFoundException"));
    });

    it("that was confirmed with a signature is not ended by a click", async () => {
      const { TopicArn, subscribe, publish } = await topic();
      await subscribe("email", "soc@example.com");
      const SubscriptionArn = await confirm(TopicArn, mailTo("soc@example.com")[0]?.token, "true");
      await publish("seen");
      const [request, mail] = mailTo("soc@example.com");
      assert.equal(await open(request?.links.confirm), 200);
      assert.equal((await attributesOf(SubscriptionArn))["ConfirmationWasAuthenticated"], "true");
      assert.equal(await open(mail?.links.unsubscribe), 403);
      await assert.rejects(sns(otherKeys).send(new UnsubscribeCommand({ SubscriptionArn })), named("AuthorizationErrorException"));
      for (let times = 0; times < 2; times++) await sns().send(new UnsubscribeCommand({ SubscriptionArn }));
      await assert.rejects(attributesOf(SubscriptionArn), named("NotFoundException"));
    });

    it("that gets more than ten mails a second is suspended, and gone after two days", async () => {
      const { TopicArn, subscribe, publish } = await topic();
      const SubscriptionArn = await subscribe("email", "flooded@example.com");
      await confirm(TopicArn, mailTo("flooded@example.com")[0]?.token);
      for (let mails = 0; mails < 10; mails++) await publish("mail");
      clock.advance(1000);
      for (let mails = 0; mails < 10; mails++) await publish("mail");
      assert.equal((await attributesOf(SubscriptionArn))["PendingConfirmation"], "false");
      await publish("one too many");
      assert.equal((await attributesOf(SubscriptionArn))["PendingConfirmation"], "true");
      const mails = mailTo("flooded@example.com");
      assert.equal(mails.filter(({ body }) => body === "mail").length, 20);
      assert.equal(mails.filter(({ body }) => body === "one too many").length, 0);
      await hours(47);
      await attributesOf(SubscriptionArn);
      await hours(1);
      await assert.rejects(attributesOf(SubscriptionArn), named("NotFoundException"));
    });
  });

  it("posts to a web server, which first has to confirm", async () => {
    const { TopicArn, subscribe, publish } = await topic();
    await assert.rejects(subscribe("https", "http://example.com"), named("InvalidParameterException"));
    await assert.rejects(subscribe("sms", "+49"), named("NotImplemented"));
    await subscribe("https", "https://example.com/hook");
    const [request] = mailTo("https://example.com/hook");
    const { Type, Token, SubscribeURL }: Record<string, string> = JSON.parse(request?.body ?? "");
    assert.equal(Type, "SubscriptionConfirmation");
    assert.equal(Token, request?.token);
    assert.equal(await open(SubscribeURL), 200);
    await publish("hello");
    const { Message, Type: type }: Record<string, string> = JSON.parse(mailTo("https://example.com/hook")[1]?.body ?? "");
    assert.deepEqual([type, Message], ["Notification", "hello"]);
    assert.ok(TopicArn);
  });

  it("has a queue of another account confirm, unless that account subscribes it itself", async () => {
    const { TopicArn, subscribe, set, publish } = await topic();
    const theirs = await queue(otherKeys, other);
    const pending = await subscribe("sqs", theirs);
    const [request] = envelopesIn(theirs);
    assert.equal(request?.["Type"], "SubscriptionConfirmation");
    assert.equal((await attributesOf(pending))["PendingConfirmation"], "true");
    assert.equal(await confirm(TopicArn, String(request?.["Token"]), "true", otherKeys), pending);
    assert.equal((await attributesOf(pending))["ConfirmationWasAuthenticated"], "true");

    const another = await queue(otherKeys, other);
    await assert.rejects(subscribe("sqs", another, {}, otherKeys), named("AuthorizationErrorException"));
    await set("Policy", allow({ AWS: other }, ["sns:Subscribe", "sns:Publish"], TopicArn));
    const arn = await subscribe("sqs", another, { RawMessageDelivery: "true" }, otherKeys);
    assert.equal((await attributesOf(arn, otherKeys))["PendingConfirmation"], "false");
    await assert.rejects(attributesOf(arn), named("AuthorizationErrorException"));
    assert.deepEqual(
      (await sns(otherKeys).send(new ListSubscriptionsCommand({}))).Subscriptions?.map(({ SubscriptionArn }) => SubscriptionArn),
      [arn],
    );
    await publish("hello", {}, otherKeys);
    assert.deepEqual(bodiesIn(another), ["hello"]);
    // The same again is the same subscription; with other attributes it is refused.
    assert.equal(await subscribe("sqs", another, { RawMessageDelivery: "true" }, otherKeys), arn);
    await assert.rejects(
      subscribe("sqs", another, { RawMessageDelivery: "false" }, otherKeys),
      named("InvalidParameterException", /different attributes/),
    );
  });

  it("puts what cannot be delivered into the subscription's dead-letter queue", async () => {
    const { TopicArn, subscribe, publish } = await topic();
    const [closed, dead] = [await queue(keys, member, "sqs:ReceiveMessage"), await queue()];
    await assert.rejects(subscribe("sqs", closed, { RedrivePolicy: "{}" }), named("InvalidParameterException"));
    await subscribe("sqs", closed, { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead }) });
    await publish("lost");
    assert.deepEqual(bodiesIn(closed), []);
    const [letter] = messagesIn(dead);
    assert.equal(JSON.parse(letter?.body ?? "").Message, "lost");
    assert.equal(letter?.messageAttributes["ErrorCode"]?.StringValue, "AccessDeniedException");
    assert.ok(TopicArn);
  });

  describe("an encrypted topic", () => {
    it("asks its key as whoever publishes", async () => {
      const { iam, kms } = clients(sandbox, keys);
      const KmsMasterKeyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? "";
      const { TopicArn, publish, set } = await topic({ KmsMasterKeyId });
      await publish("hello");
      assert.deepEqual(
        sandbox.calls.at(-1)?.authorizations.map(({ action }) => action),
        ["sns:Publish", "kms:GenerateDataKey", "kms:Decrypt"],
      );
      await iam.send(new CreateUserCommand({ UserName: "publisher" }));
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "publisher" }));
      const publisher = { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
      await set("Policy", allow({ AWS: `arn:aws:iam::${member}:user/publisher` }, "sns:Publish", TopicArn));
      await assert.rejects(publish("hello", {}, publisher), named("AuthorizationErrorException", /kms:GenerateDataKey/));
      await set("KmsMasterKeyId", "");
      await publish("hello", {}, publisher);
      await set("KmsMasterKeyId", "none");
      await assert.rejects(publish("hello"), named("KMSNotFoundException"));
    });

    it("lets a service in that the topic's and the key's policy let in", async () => {
      const { kms } = clients(sandbox, keys);
      const by = {
        service: "cloudwatch.amazonaws.com",
        sourceArn: "arn:aws:cloudwatch:eu-central-1:444444444444:alarm:a",
        sourceAccount: member,
      };
      const { TopicArn, subscribe, set } = await topic();
      const arn = await queue();
      await subscribe("sqs", arn, { RawMessageDelivery: "true" });
      const deliver = () => deliverToTopic(sandbox.world, { topicArn: TopicArn, message: "alarm", by });
      assert.throws(deliver, named("AccessDeniedException"));
      await set("Policy", allow({ Service: by.service }, "sns:Publish", TopicArn));
      deliver();
      const keyWith = async (principal: object) =>
        (await kms.send(new CreateKeyCommand({ Policy: allow({ AWS: `arn:aws:iam::${member}:root`, ...principal }, "kms:*", "*") })))
          .KeyMetadata?.KeyId ?? "";
      await set("KmsMasterKeyId", await keyWith({}));
      assert.throws(deliver, named("AccessDeniedException"));
      await set("KmsMasterKeyId", await keyWith({ Service: by.service }));
      deliver();
      await set("KmsMasterKeyId", "alias/aws/sns");
      assert.throws(deliver, named("KMSAccessDenied"));
      assert.deepEqual(bodiesIn(arn), ["alarm", "alarm"]);
    });
  });
});
