import assert from "node:assert/strict";
import { trailLogs, type TrailSelectors } from "../../../../domain/audit/road/trailLog";

describe("What a trail logs", () => {
  const basic = (more: object = {}): TrailSelectors => ({
    EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: "All", ...more }],
  });
  const advanced = (...more: object[]): TrailSelectors => ({
    AdvancedEventSelectors: [{ FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }, ...(more as [])] }],
  });
  const all = { calls: true, kms: true };
  const nothing = { calls: false, kms: false };
  const withoutKms = { calls: true, kms: false };
  const cases: [what: string, selectors: TrailSelectors, expected: { calls: boolean; kms: boolean }][] = [
    ["all management events", basic(), all],
    ["writes alone", basic({ ReadWriteType: "WriteOnly" }), all],
    ["reads alone", basic({ ReadWriteType: "ReadOnly" }), nothing],
    ["data events alone", basic({ IncludeManagementEvents: false }), nothing],
    ["all but KMS", basic({ ExcludeManagementEventSources: ["kms.amazonaws.com"] }), withoutKms],
    ["all but another service", basic({ ExcludeManagementEventSources: ["rdsdata.amazonaws.com"] }), all],
    ["nothing that is said", {}, nothing],
    ["management events, by fields", advanced(), all],
    ["writes, by fields", advanced({ Field: "readOnly", Equals: ["false"] }), all],
    ["reads, by fields", advanced({ Field: "readOnly", Equals: ["true"] }), nothing],
    ["no writes, by fields", advanced({ Field: "readOnly", NotEquals: ["false"] }), nothing],
    ["all but KMS, by fields", advanced({ Field: "eventSource", NotEquals: ["kms.amazonaws.com"] }), withoutKms],
    ["one service, by fields", advanced({ Field: "eventSource", Equals: ["kms.amazonaws.com"] }), nothing],
    ["calls of some people", advanced({ Field: "userIdentity.arn", NotStartsWith: ["arn:aws:iam"] }), nothing],
    ["names that begin so", advanced({ Field: "eventSource", NotStartsWith: ["kms"] }), nothing],
    ["data events, by fields", { AdvancedEventSelectors: [{ FieldSelectors: [{ Field: "eventCategory", Equals: ["Data"] }] }] }, nothing],
    [
      "KMS by another selector",
      {
        AdvancedEventSelectors: [
          ...(advanced({ Field: "eventSource", NotEquals: ["kms.amazonaws.com"] }).AdvancedEventSelectors ?? []),
          ...(advanced().AdvancedEventSelectors ?? []),
        ],
      },
      all,
    ],
  ];
  for (const [what, selectors, expected] of cases) it(`is told of ${what}`, () => assert.deepEqual(trailLogs(selectors), expected));
});
