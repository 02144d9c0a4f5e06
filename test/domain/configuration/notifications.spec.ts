import assert from "node:assert/strict";
import { parseConfiguration } from "../../../domain/configuration/parseConfiguration";
import { configuration, configurationText } from "../../support/organization";

const soc = "soc: { sqs: arn:aws:sqs:eu-central-1:222222222222:soc }";
const pager = "pager: { https: https://events.example.com/hook, secret: ssm:/security/pager }";
const all = `${soc}, us: { email: security@example.com }, ${pager}, room: { chat: true }`;
const notifications = (more = "", destinations = all, fallback = "[soc]") =>
  `notifications: { destinations: { ${destinations} }, default: ${fallback}${more === "" ? "" : `, ${more}`} }`;
const route = (where: string, to = "[us]") => notifications(`routes: [{ where: ${where}, to: ${to} }]`);
const refusal = (yaml: string): string => {
  try {
    parseConfiguration(configurationText(yaml), "organization.yaml");
  } catch (error) {
    return (error as Error).message;
  }
  return assert.fail(`accepted: ${yaml}`);
};

describe("notifications", () => {
  it("is absent where it is not written, and has defaults where it is", () => {
    const { notifications: none, findings } = configuration();
    assert.equal(none, undefined);
    assert.equal(findings.withinOrganization, "ignore");
    const { notifications: some } = configuration(notifications());
    assert.deepEqual([some?.start, some?.routes, some?.alarms], ["quiet", [], undefined]);
    assert.deepEqual(some?.destinations["room"], { chat: true });
  });

  it("takes one value or a list in where", () => {
    const { notifications: some } = configuration(
      route(`{ public: true, account: "333333333333", severity: [critical, high], tag: { key: team } }`),
    );
    assert.deepEqual(some?.routes[0]?.where, {
      public: true,
      account: ["333333333333"],
      severity: ["critical", "high"],
      tag: [{ key: "team" }],
    });
  });

  for (const [what, yaml, says] of [
    [
      "an unknown default",
      notifications("", all, "[socc]"),
      /notifications\.default\[0\]: found "socc", expected a name .*did you mean soc\?/,
    ],
    ["an empty default", notifications("", all, "[]"), /notifications\.default: found a list, expected at least one destination: somebody/],
    ["no default", `notifications: { destinations: { ${all} } }`, /notifications\.default: found nothing, expected a list/],
    ["an unknown route's destination", route("{ public: true }", "[nobody]"), /routes\[0\]\.to\[0\]: found "nobody", expected a name/],
    ["a destination twice in a list", notifications("", all, "[soc, soc]"), /default\[1\]: found "soc", which stands in this list already/],
    ["unknown alarms", notifications("alarms: [x]"), /notifications\.alarms\[0\]: found "x", expected a name/],
    ["alarms that https would have to take", notifications("alarms: [pager]"), /alarms\[0\]: found "pager", an https destination/],
    [
      "alarms that nobody takes",
      notifications("", all, "[pager]"),
      /notifications\.alarms: found nothing, expected at least one destination/,
    ],
    ["a route without condition", route("{}"), /routes\[0\]\.where: found a mapping, expected at least one condition/],
    ["public unused access", route("{ public: true, findingType: UnusedIAMRole }"), /routes\[0\]\.where: .*the route would never match/],
    ["critical access of one account", route("{ public: false, severity: critical }"), /the route would never match/],
    ["unused access of buckets", route("{ findingType: UnusedPermission, resourceType: AWS::S3::Bucket }"), /the route would never match/],
    ["a misspelt type", route("{ resourceType: AWS::S3::Buckets }"), /resourceType\[0\]: .*did you mean AWS::S3::Bucket\?/],
    ["the end as status", route("{ status: resolved }"), /status: found "resolved", expected one of opened, reopened, changed; of the end/],
    ["another partition's Region", route("{ region: us-gov-west-1 }"), /where\.region(\[0\])?: .*expected a Region of the partition aws/],
    [
      "a Region without analyzers",
      `${route("{ region: us-east-1 }")}\nregions: { exclude: [{ name: us-east-1, reason: x }] }`,
      /where\.region: .*regions\.exclude leaves without analyzers/,
    ],
    ["a FIFO queue", notifications("", `${soc.replace(":soc }", ":soc.fifo }")}`), /soc\.sqs: .*a FIFO queue/],
    [
      "a topic as queue",
      notifications("", `soc: { sqs: arn:aws:sns:eu-central-1:222222222222:soc }`),
      /soc\.sqs: .*expected a queue's ARN/,
    ],
    [
      "another partition's queue",
      notifications("", soc.replace("arn:aws:", "arn:aws-us-gov:")),
      /of the home Region's partition, arn:aws:sqs/,
    ],
    [
      "two mail addresses",
      notifications("", `${soc}, us: { email: "a@example.com, b@example.com" }`),
      /us\.email: .*expected one mail address/,
    ],
    ["http", notifications("", `${soc}, p: { https: http://example.com, secret: ssm:/p }`), /p\.https: .*begins with https/],
    ["a password in a URL", notifications("", `${soc}, p: { https: https://a:b@example.com, secret: ssm:/p }`), /user or password in it/],
    ["https without secret", notifications("", `${soc}, p: { https: https://example.com }`), /expected https and secret together/],
    ["a secret in the file", notifications("", `${soc}, p: { https: https://example.com, secret: geheim }`), /never stands in this file/],
    ["a secret without https", notifications("", `soc: { chat: true, secret: ssm:/p }`), /expected https and secret together/],
    ["two in one", notifications("", `soc: { chat: true, email: a@example.com }`), /expected exactly one of sqs, email, https, chat/],
    ["chat: false", notifications("", `soc: { chat: false }`), /soc\.chat: found false, expected true/],
    ["one queue twice", notifications("", `${soc}, ${soc.replace("soc:", "again:")}`), /again\.sqs: .*destinations\.soc is already/],
    ["a name that no topic may have", notifications("", `${soc}, "My Room": { chat: true }`), /expected a name of lower-case letters/],
    ["findings without notifications", "findings: { withinOrganization: notify }", /while there is no notifications/],
    [
      "findings without account analyzers",
      `${notifications()}\nfindings: { withinOrganization: record }\nanalyzers: { account: { enabled: false } }`,
      /while analyzers\.account\.enabled is false/,
    ],
    [
      "a forwarder's Region twice",
      "regions: { exclude: [{ name: eu-west-1, reason: x }], forwarders: { exclude: [{ name: eu-west-1, reason: y }] } }",
      /forwarders\.exclude\[0\]\.name: .*regions\.exclude leaves out altogether/,
    ],
    [
      "a forwarder's Region that does not exist",
      "regions: { forwarders: { exclude: [{ name: eu-middle-1, reason: y }] } }",
      /forwarders\.exclude\[0\]\.name: .*expected a Region of the partition aws/,
    ],
  ] as const)
    it(`refuses ${what}`, () => assert.match(refusal(yaml), says));

  it("tells every mistake at once", () => {
    const told = refusal(notifications("routes: [{ where: { region: [nowhere] }, to: [x] }], alarms: [y]", all, "[z]"));
    for (const name of ['"x"', '"y"', '"z"', "region"]) assert.ok(told.includes(name), told);
  });
});
