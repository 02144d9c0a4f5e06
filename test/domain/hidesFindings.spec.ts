import assert from "node:assert/strict";
import fc from "fast-check";
import type { ApiAnalyzerType, Criterion } from "../../domain/analyzer";
import { accountId } from "../../domain/identifiers";
import { hidesFindings, type HidingReason } from "../../domain/hidesFindings";
import { builtInArchiveRules } from "../../domain/plan/archiveRules";
import { configuration, delegatedAdministrator, management, member } from "../support/organization";

type Filter = Record<string, Criterion>;
type Kinds = HidingReason["kind"][];

const role = "arn:aws:iam::444444444444:role/reader";
const privately: Filter = { isPublic: { eq: ["false"] } };
const organization = "ORGANIZATION";

/** What the filter of a rule on an organization analyzer could archive. */
const table: [string, Filter, Kinds][] = [
  ["nothing named", {}, ["public", "any"]],
  ["every resource there is", { resource: { exists: true } }, ["public", "any"]],
  ["public access, by name", { isPublic: { eq: ["true"] } }, ["public", "any"]],
  ["public access among others", { isPublic: { eq: ["false", "true"] } }, ["public", "any"]],
  ["public access in capitals: whether AWS minds is not known", { isPublic: { eq: ["TRUE"] } }, ["public", "any"]],
  ["whatever says whether it is public", { isPublic: { exists: true } }, ["public", "any"]],
  ["a part of the word true", { isPublic: { contains: ["r"] } }, ["public", "any"]],
  ["public access, in the negative", { isPublic: { neq: ["false"] } }, ["public", "any"]],
  ["two operators of one key, of which one lets public access in", { isPublic: { eq: ["false"], exists: true } }, ["public", "any"]],

  ["all that is not public", privately, ["any"]],
  ["all that is not public, in the negative", { isPublic: { neq: ["true"] } }, ["any"]],
  ["what does not say whether it is public", { isPublic: { exists: false } }, ["any"]],
  ["what could not be analyzed", { error: { exists: true } }, ["any"]],
  ["a type of resources", { resourceType: { eq: ["AWS::S3::Bucket"] } }, ["public", "any"]],
  ["a type of resources, not public", { ...privately, resourceType: { eq: ["AWS::IAM::Role"] } }, ["any"]],
  ["other types of resources, not public", { ...privately, resourceType: { neq: ["AWS::IAM::Role"] } }, ["any"]],
  ["a part of a name, which anybody gives", { ...privately, resource: { contains: ["dev-"] } }, ["any"]],
  ["everybody but one", { ...privately, "principal.AWS": { neq: ["999999999999"] } }, ["any"]],
  ["any principal", { ...privately, "principal.AWS": { exists: true } }, ["any"]],
  ["any organization", { ...privately, "condition.aws:PrincipalOrgID": { exists: true } }, ["any"]],
  ["any organization, by wildcard", { ...privately, "condition.aws:PrincipalOrgID": { eq: ["o-*"] } }, ["any"]],
  ["no organization", { ...privately, "condition.aws:PrincipalOrgID": { exists: false } }, ["any"]],
  ["the whole Internet", { ...privately, "condition.aws:SourceIp": { eq: ["0.0.0.0/0"] } }, ["any"]],
  ["whoever is a principal of IAM", { ...privately, "principal.AWS": { contains: ["arn:aws:iam::"] } }, ["any"]],
  ["every account's root", { ...privately, "principal.AWS": { contains: [":root"] } }, ["any"]],
  ["one who is named, or anybody", { ...privately, "principal.AWS": { eq: ["999999999999", "*"] } }, ["any"]],
  ["one who is named, or whoever exists", { ...privately, "principal.AWS": { eq: ["999999999999"], exists: true } }, ["any"]],
  ["no restriction by a control policy", { ...privately, resourceControlPolicyRestriction: { eq: ["NOT_APPLICABLE"] } }, ["any"]],
  ["a key that nobody knows yet", { ...privately, "novel.key": { eq: ["some value"] } }, ["any"]],

  ["a resource, whoever gets at it", { resource: { eq: ["arn:aws:s3:::website"] } }, ["public", "resourceAlone"]],
  ["a resource, not public", { ...privately, resource: { eq: ["arn:aws:s3:::website"] } }, ["resourceAlone"]],
  ["every resource, by wildcard", { ...privately, resource: { eq: ["*"] } }, ["any"]],
  ["an account", { resourceOwnerAccount: { eq: ["444444444444"] } }, ["public"]],
  ["an account, not public", { ...privately, resourceOwnerAccount: { eq: ["444444444444"] } }, []],
  ["an account's number in part", { ...privately, resourceOwnerAccount: { contains: ["4444"] } }, ["any"]],

  ["an account that gets access", { "principal.AWS": { eq: ["999999999999"] } }, []],
  ["a role that gets access", { "principal.AWS": { eq: [role] } }, []],
  ["a role that gets access, at any resource", { "principal.AWS": { eq: [role] }, resource: { exists: true } }, []],
  ["a role of any account", { "principal.AWS": { eq: ["arn:aws:iam::*:role/reader"] } }, ["public"]],
  ["everybody", { "principal.AWS": { eq: ["*"] } }, ["public", "any"]],
  ["an account's number in a principal", { "principal.AWS": { contains: ["999999999999"] } }, ["public"]],
  ["the same, not public", { ...privately, "principal.AWS": { contains: ["999999999999"] } }, []],
  ["an identity provider of one account", { "principal.Federated": { eq: ["arn:aws:iam::444444444444:saml-provider/okta"] } }, []],
  ["whoever has an account of Google", { "principal.Federated": { eq: ["accounts.google.com"] } }, ["public"]],
  ["Identity Center", { ...privately, "principal.Federated": { contains: [":saml-provider/AWSSSO"] } }, []],
  ["one organization", { "condition.aws:PrincipalOrgID": { eq: ["o-a1b2c3d4e5"] } }, []],
  ["one network", { "condition.aws:SourceVpc": { eq: ["vpc-0123456789abcdef0"] } }, []],
  ["one calling account", { "condition.kms:CallerAccount": { eq: ["999999999999"] } }, []],
  ["addresses: anybody may be there", { "condition.aws:SourceIp": { eq: ["203.0.113.0/24"] } }, ["public"]],
  ["addresses, not public", { ...privately, "condition.aws:SourceIp": { eq: ["203.0.113.0/24"] } }, []],
  ["a user's id", { ...privately, "condition.aws:UserId": { eq: ["AIDACKCEVSQ6C2EXAMPLE"] }, error: { exists: true } }, []],
];

describe("hidesFindings", () => {
  for (const [what, filter, expected] of table) {
    it(`${expected.length === 0 ? "lets pass" : expected.join(" and ")}: ${what}`, () => {
      assert.deepEqual(kindsOf(organization, filter), expected);
    });
  }

  it("does not take the owner's account for a limit where every finding has the same", () => {
    const filter = { ...privately, resourceOwnerAccount: { eq: ["444444444444"] } };
    assert.deepEqual(kindsOf("ACCOUNT", filter), ["any"]);
  });

  it("lets the built-in rules of our own roles pass, in whatever account", () => {
    const config = configuration();
    const rules = [management, member, delegatedAdministrator, accountId("555555555555")].flatMap((id) => builtInArchiveRules(config, id));
    assert.equal(rules.length, 3);
    for (const { filter } of rules) assert.deepEqual(hidesFindings("ACCOUNT", filter), []);
  });

  describe("on analyzers of unused and internal access, which know no public access", () => {
    const types: ApiAnalyzerType[] = [
      "ORGANIZATION_UNUSED_ACCESS",
      "ORGANIZATION_INTERNAL_ACCESS",
      "ACCOUNT_UNUSED_ACCESS",
      "ACCOUNT_INTERNAL_ACCESS",
    ];
    const filters: [string, Filter, Kinds][] = [
      ["nothing named", {}, ["any"]],
      ["every resource there is", { resource: { exists: true } }, ["any"]],
      ["the negative alone", { resourceType: { neq: ["AWS::IAM::User"] } }, ["any"]],
      ["a part of a name", { resource: { contains: ["Cognito"] }, resourceType: { eq: ["AWS::IAM::Role"] } }, []],
      ["a type", { resourceType: { eq: ["AWS::IAM::Role"] } }, []],
      ["a part of nothing", { resource: { contains: ["*"] } }, ["any"]],
    ];
    for (const type of types)
      for (const [what, filter, expected] of filters) it(`${type}: ${what}`, () => assert.deepEqual(kindsOf(type, filter), expected));
  });

  it("says what could be hidden and how the filter is narrowed", () => {
    const [first, second] = hidesFindings(organization, { resourceType: { eq: ["AWS::S3::Bucket"] } });
    assert.equal(first?.text, 'could archive public access; isPublic: { eq: ["false"] } keeps it out');
    assert.match(second?.text ?? "", /^could archive anybody's access; name who gets it/);
  });

  it("finds no less in a filter that lacks one of the criteria", () => {
    const rank = (filter: Filter) => {
      const kinds = kindsOf(organization, filter);
      return { public: kinds.includes("public"), wide: kinds.includes("any") ? 2 : kinds.includes("resourceAlone") ? 1 : 0 };
    };
    const parts = table.flatMap(([, filter]) => Object.entries(filter));
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...parts), { selector: ([key]) => key, minLength: 1, maxLength: 4 }), (criteria) => {
        const [, ...fewer] = criteria;
        const [narrow, wide] = [rank(Object.fromEntries(criteria)), rank(Object.fromEntries(fewer))];
        assert.ok(wide.public || !narrow.public);
        assert.ok(wide.wide >= narrow.wide);
      }),
    );
  });
});

function kindsOf(type: ApiAnalyzerType, filter: Filter): Kinds {
  return hidesFindings(type, filter).map(({ kind }) => kind);
}
