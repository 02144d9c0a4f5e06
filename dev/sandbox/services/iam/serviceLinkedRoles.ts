import type * as sdk from "@aws-sdk/client-iam";
import { findRole } from "../../iam/roles";
import { createServiceLinkedRole, serviceLinkedRoleTemplate } from "../../iam/serviceLinkedRoles";
import { AwsError, type Operations } from "../../service";
import { roleDetail } from "./shapes";

export const serviceLinkedRoles: Operations<typeof sdk> = {
  CreateServiceLinkedRole: {
    authorize({ AWSServiceName: service }, { world, caller }) {
      const name = serviceLinkedRoleTemplate(service)?.roleName ?? "*";
      const resource = `arn:${world.partition}:iam::${caller.account}:role/aws-service-role/${service}/${name}`;
      return { resource, context: { "iam:AWSServiceName": service } };
    },
    handle({ AWSServiceName, CustomSuffix, Description }, { world, caller }) {
      const template = serviceLinkedRoleTemplate(AWSServiceName);
      if (!template)
        throw invalidInput(`Service role template is not found for ${AWSServiceName}: the sandbox organization does not know this service`);
      if (CustomSuffix !== undefined) throw invalidInput("Custom suffix is not allowed for this service");
      if (findRole(world, caller.account, template.roleName))
        throw invalidInput(`Service role name ${template.roleName} has been taken in this account, please try a different suffix.`);
      return { Role: roleDetail(createServiceLinkedRole(world, caller.account, template, Description)) };
    },
  },
};

function invalidInput(message: string): AwsError {
  return new AwsError("InvalidInputException", message);
}
