import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { delivery } from "../../../domain/roadIntact/delivery";
import { encryption } from "../../../domain/roadIntact/encryption";
import { roadParts } from "../../../domain/roadIntact/parts";
import { arn, document, part } from "../../support/roadResources";

interface Case {
  input: { topics: { kmsMasterKeyId: string; policyService: string }[] };
  answer: string;
}

describe("A topic that is the target of a rule", () => {
  const { input } = JSON.parse(readFileSync(join(__dirname, "topicsOfRules.json"), "utf8")) as Case; // our own file

  const keyId = "1234abcd-12ab-34cd-56ef-1234567890ab";
  const publishes = (Service: string, ...Action: string[]) =>
    document({
      Effect: "Allow",
      Principal: { Service },
      Action,
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceAccount": "222222222222" } },
    });

  const said = ({ kmsMasterKeyId, policyService, keyFor = policyService }: Case["input"]["topics"][number] & { keyFor?: string }) => {
    const parts = roadParts([
      part("aws:cloudwatch/eventRule:EventRule", "rule", { name: "rule", eventPattern: JSON.stringify({ source: ["aws.kms"] }) }),
      part("aws:cloudwatch/eventTarget:EventTarget", "target", { rule: "rule", arn: arn("sns", "news") }),
      part("aws:sns/topic:Topic", "topic", { name: "news", kmsMasterKeyId, policy: publishes(policyService, "sns:Publish") }),
      part("aws:kms/key:Key", "key", { keyId, policy: publishes(keyFor, "kms:GenerateDataKey*", "kms:Decrypt") }),
    ]);
    return [...encryption(parts), ...delivery(parts)].map(({ level, message }) => `${level}: ${message}`);
  };

  it("gets nothing with AWS's own key, nor where its policy is for another service", () => {
    const [awsKey, otherService] = input.topics.map((topic) => said(topic));
    assert.match(
      awsKey?.[0] ?? "",
      /^violation: topic is encrypted with alias\/aws\/sns, AWS's own key, which cannot be opened to services/,
    );
    assert.match(otherService?.[0] ?? "", /^violation: topic gets nothing from events.amazonaws.com: its policy does not let that publish/);
    assert.equal(otherService?.length, 2);
  });

  it("gets it with a key of the account's own, if that and the topic are for EventBridge", () => {
    const own = { kmsMasterKeyId: arn("kms", `key/${keyId}`), policyService: "events.amazonaws.com" };
    assert.deepEqual(said(own), []);
    assert.match(
      said({ ...own, keyFor: "cloudwatch.amazonaws.com" })[0] ?? "",
      /violation: topic gets nothing .*: the policy of its key key/,
    );
    assert.match(said({ ...own, kmsMasterKeyId: "alias/elsewhere" })[0] ?? "", /^note: topic is undecided: whether its key/);
  });
});
