import { unknownValue } from "../../../domain/unknownValue";
import { allow, decide, friend, own, policy, stranger, type Row } from "./table";

const root = (account: string, partition = "aws") => `arn:${partition}:iam::${account}:root`;

const harmless: Row[] = [
  ["its own account by id", allow({ AWS: own }), "harmless"],
  ["its own root", allow({ AWS: root(own) }), "harmless"],
  ["a role of its own", allow({ AWS: `arn:aws:iam::${own}:role/path/reader` }), "harmless"],
  ["a user of its own", allow({ AWS: `arn:aws:iam::${own}:user/ada` }), "harmless"],
  ["a session of its own role", allow({ AWS: `arn:aws:sts::${own}:assumed-role/reader/ada` }), "harmless"],
  ["a trusted account", allow({ AWS: friend }), "harmless"],
  ["its own and a trusted account", allow({ AWS: [own, root(friend)] }), "harmless"],
  ["its own root in China", allow({ AWS: root(own, "aws-cn") }), "harmless"],
  ["its own root in GovCloud", allow({ AWS: root(own, "aws-us-gov") }), "harmless"],
  ["its own root in the European Sovereign Cloud", allow({ AWS: root(own, "aws-eusc") }), "harmless"],
  ["an account given as a number", allow({ AWS: Number(own) }), "harmless"],
  [
    "one statement that is no list",
    { Version: "2012-10-17", Statement: { Effect: "Allow", Principal: { AWS: own }, Action: "*" } },
    "harmless",
  ],
  ["JSON text", JSON.stringify(allow({ AWS: own })), "harmless"],
  ["no statements: nothing is allowed", policy(), "harmless"],
  ["a Deny for everybody alone", policy({ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" }), "harmless"],
];

const open: Row[] = [
  ["everybody", allow("*"), "public"],
  ["everybody as an AWS principal", allow({ AWS: "*" }), "public"],
  ["everybody in a list", allow({ AWS: ["*"] }), "public"],
  ["everybody among others", allow({ AWS: [own, "*"] }), "public"],
  ["everybody beside a service", allow({ Service: "sns.amazonaws.com", AWS: "*" }), "public"],
  ["everybody in JSON text", JSON.stringify(allow("*")), "public"],
  ["everybody, all but some actions", policy({ Effect: "Allow", Principal: "*", NotAction: "s3:PutObject", Resource: "*" }), "public"],
  ["everybody, written in small letters", { statement: [{ effect: "Allow", principal: "*", action: "s3:*" }] }, "public"],
  ["everybody but one", policy({ Effect: "Allow", NotPrincipal: { AWS: own }, Action: "s3:*", Resource: "*" }), "public"],
  ["everybody, what is read is not known yet", allow("*", undefined, { Resource: unknownValue }), "public"],
  ["everybody in the second statement", policy(...statementsOf(allow({ AWS: own }), allow("*"))), "public"],
  ["another account", allow({ AWS: stranger }), `outside ${stranger}`],
  ["another account's root", allow({ AWS: root(stranger) }), `outside ${root(stranger)}`],
  ["another account beside a trusted one", allow({ AWS: [friend, stranger] }), `outside ${stranger}`],
  ["a role elsewhere", allow({ AWS: `arn:aws:iam::${stranger}:role/reader` }), `outside arn:aws:iam::${stranger}:role/reader`],
  ["a session elsewhere", allow({ AWS: `arn:aws:sts::${stranger}:assumed-role/a/b` }), `outside arn:aws:sts::${stranger}:assumed-role/a/b`],
  ["another account, and one that is not known yet", allow({ AWS: [stranger, unknownValue] }), `outside ${stranger}; undecided`],
  ["a deleted role's id", allow({ AWS: "AROAKSCDLFT9R5DQP782U" }), "undecided"],
  ["a canonical user", allow({ CanonicalUser: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" }), "undecided"],
  [
    "CloudFront's identity, whose distribution is anybody's",
    allow({ AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2" }),
    "undecided",
  ],
  ["a wildcard for the account, which AWS refuses", allow({ AWS: "arn:aws:iam::*:root" }), "undecided"],
  ["a wildcard for the role, which AWS refuses", allow({ AWS: `arn:aws:iam::${own}:role/*` }), "undecided"],
  ["what is no principal", allow({ AWS: "ada" }), "undecided"],
  ["an account of eleven digits", allow({ AWS: "12345678901" }), "undecided"],
  ["some account, where its own is not known", allow({ AWS: root(stranger) }), "undecided", "resource", { ownAccount: undefined }],
  ["a trusted account, where its own is not known", allow({ AWS: root(friend) }), "harmless", "resource", { ownAccount: undefined }],
  ["everybody, where its own account is not known", allow("*"), "public", "resource", { ownAccount: undefined }],
];

describe("whom a policy's principals let in", () => {
  decide(harmless);
  decide(open);
});

function statementsOf(...documents: object[]): unknown[] {
  return documents.flatMap((document) =>
    "Statement" in document && Array.isArray(document.Statement) ? (document.Statement as unknown[]) : [],
  );
}
