import assert from "node:assert/strict";
import { region } from "../../../domain/identifiers";
import { regionsWithoutRoad, remedyFor, retryAfter } from "../../../scripts/deploy/failures";

const known = { isNew: false };

describe("what to do about a failed stack", () => {
  const cases: { name: string; reason: string; remedy: RegExp; retry?: number; retryWhenNew?: number }[] = [
    {
      name: "a quota",
      reason: "a: creating analyzer: ServiceQuotaExceededException: You have reached the limit",
      remedy: /names analyzers of others.*higher quota/,
    },
    {
      name: "a conflict",
      reason: "a: ConflictException: An analyzer of that name already exists",
      remedy: /does not carry our tag.*--write-inventory/,
    },
    {
      name: "a denial, which passes just after a role was made",
      reason:
        "a: AccessDeniedException: User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: access-analyzer:CreateAnalyzer",
      remedy: /service control policy.*docs\/permissions\.md/,
      retryWhenNew: 10_000,
    },
    {
      name: "a Region in which a service control policy denies the road",
      reason:
        "222222222222-eu-south-1-findings: AccessDeniedException: User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: events:PutRule on resource: arn:aws:events:eu-south-1:1:rule/x with an explicit deny in a service control policy",
      remedy: /regions\.forwarders\.exclude/,
    },
    {
      name: "trusted access that is off",
      reason: "a: ValidationException: Service not enabled for AWS Organizations",
      remedy: /no trusted access.*--only management/,
    },
    {
      name: "a service-linked role that AWS does not show yet",
      reason: "a: ValidationException: Service Linked Role is not in the organizational management account",
      remedy: /does not see its service-linked role yet/,
      retry: 10_000,
    },
    {
      name: "a caller whose session ran out",
      reason: "a: ExpiredTokenException: The security token included in the request is expired",
      remedy: /Sign in.*an hour at most/,
    },
    {
      name: "a session that ran out while a role was waited for",
      reason: "arn:aws:iam::1:role/x cannot be assumed: ExpiredToken: gone",
      remedy: /Sign in/,
    },
    {
      name: "a role that cannot be assumed",
      reason: "arn:aws:iam::1:role/x cannot be assumed: AccessDenied: not authorized",
      remedy: /trust the deployers of access\.callers.*delegated administrator.*--wait.*list-stack-instances/,
    },
    { name: "throttling", reason: "a: ThrottlingException: Rate exceeded", remedy: /--parallel/, retry: 30_000 },
    {
      name: "another change of the organization",
      reason: "a: ConcurrentModificationException: busy",
      remedy: /Wait until that has ended/,
      retry: 15_000,
    },
    { name: "a full disk", reason: "error: write /state/x.json: no space left on device", remedy: /Make room/ },
    { name: "a read-only mount", reason: "error: open /state/x.json: read-only file system", remedy: /writable/ },
    { name: "what nobody has seen", reason: "panic: nil map", remedy: /^Mend what it says, and deploy again/ },
    { name: "what it waited for", reason: "stack management did not succeed", remedy: /deploy again/ },
  ];
  for (const { name, reason, remedy, retry, retryWhenNew = retry } of cases) {
    it(`is said of ${name}, and tried again only where that helps`, () => {
      assert.match(remedyFor(reason), remedy);
      assert.equal(retryAfter(reason, known), retry);
      assert.equal(retryAfter(reason, { isNew: true }), retryWhenNew);
    });
  }

  it("names each of several causes, and does not try again what stays", () => {
    const reason = "a: ThrottlingException: Rate exceeded\nb: ServiceQuotaExceededException: no more";
    assert.match(remedyFor(reason), /higher quota[^]*--parallel/);
    assert.equal(retryAfter(reason, known), undefined);
  });
});

describe("Regions without the findings road", () => {
  const home = region("eu-central-1");
  const denial = (action: string, where: string, by = "service control policy") =>
    `rule: creating: AccessDeniedException: User: x is not authorized to perform: ${action} on resource: arn:aws:${action.split(":")[0]}:${where}:1:x with an explicit deny in a ${by}`;
  const denied = [denial("events:PutRule", "eu-west-1"), denial("sqs:createqueue", "eu-west-1"), denial("events:PutRule", "ap-east-1")];

  it("are those where a service control policy denies EventBridge or SQS", () => {
    assert.deepEqual(regionsWithoutRoad(denied.join("\n"), home), ["ap-east-1", "eu-west-1"]);
    assert.deepEqual(regionsWithoutRoad(`rule: 1 error occurred:\n\t* ${denial("events:PutRule", "eu-west-1")}\n\n`, home), ["eu-west-1"]);
  });

  for (const [what, more] of [
    ["the home Region is one of them", denial("events:PutRule", home)],
    ["another policy denies it", denial("events:PutRule", "eu-west-1", "permissions boundary")],
    ["another service is denied", denial("kms:CreateKey", "eu-west-1")],
    ["something else failed as well", "key: no"],
  ] as const)
    it(`are none where ${what}`, () => assert.deepEqual(regionsWithoutRoad([...denied, more].join("\n"), home), []));

  it("are the home Region too in a stack that has rules alone", () => {
    assert.deepEqual(regionsWithoutRoad(denial("events:PutRule", home), home), []);
    assert.deepEqual(regionsWithoutRoad(denial("events:PutRule", home), undefined), [home]);
  });
  it("are none where nothing is said", () => assert.deepEqual(regionsWithoutRoad("", home), []));
});
