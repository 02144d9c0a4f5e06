import { publicAccessOf, type JudgeOptions, type PublicAccess } from "../../../domain/resourcePolicies/judgeResource";
import { allow, trusted } from "./table";

export const options: JudgeOptions = { trusted, exceptions: [], today: "2026-11-27" };
export const nobodyConfigured = { ...options, trusted: { ...trusted, accounts: [], organizations: [] } };

export const judge = (type: string, inputs: object, changed: Partial<JudgeOptions> = {}): PublicAccess[] =>
  publicAccessOf({ type, name: "it", urn: `urn:pulumi:dev::app::${type}::it`, inputs: { ...inputs } }, { ...options, ...changed });

export const bucketPolicy = "aws:s3/bucketPolicy:BucketPolicy";
export const publicRead = { policy: allow("*", undefined, { Sid: "PublicRead" }) };
