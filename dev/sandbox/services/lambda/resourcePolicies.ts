import type * as sdk from "@aws-sdk/client-lambda";
import { AwsError, type Operations } from "../../service";
import { only } from "../storing/only";
import { policyText } from "../storing/policyText";
import { revision } from "./functions";
import { store } from "./store";

/** A function's policy, given as a whole. @see https://docs.aws.amazon.com/lambda/latest/api/API_PutResourcePolicy.html */
export const resourcePolicies: Operations<typeof sdk> = {
  PutResourcePolicy: store.on((each, input) => {
    only(input, ["ResourceArn", "Policy"]);
    each.policy = policyText(input.Policy, "InvalidParameterValueException");
    return { Policy: each.policy, RevisionId: revision(each) };
  }),
  GetResourcePolicy: store.on((each) => {
    if (each.policy === undefined) throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.");
    return { Policy: each.policy, RevisionId: revision(each) };
  }),
  DeleteResourcePolicy: store.on((each, input) => {
    only(input, ["ResourceArn"]);
    each.policy = undefined;
  }),
};
