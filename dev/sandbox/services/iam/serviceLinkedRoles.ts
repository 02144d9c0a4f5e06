import { randomUUID } from "node:crypto";
import type {
  CreateServiceLinkedRoleRequest,
  CreateServiceLinkedRoleResponse,
  DeleteServiceLinkedRoleRequest,
  DeleteServiceLinkedRoleResponse,
  GetServiceLinkedRoleDeletionStatusRequest,
  GetServiceLinkedRoleDeletionStatusResponse,
} from "@aws-sdk/client-iam";
import { iamOf } from "../../iam/entities";
import { deleteRole, findRole } from "../../iam/roles";
import { createServiceLinkedRole as create, isServiceLinked, serviceLinkedRoleTemplate } from "../../iam/serviceLinkedRoles";
import { findAnalyzers } from "../accessanalyzer";
import { AwsError, type Call, type Operation } from "../../service";
import { onHolder, roleKind } from "./holder";
import { roleDetail } from "./shapes";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html */
export const createServiceLinkedRole: Operation<CreateServiceLinkedRoleRequest, CreateServiceLinkedRoleResponse> = {
  authorize(input, { world, caller }) {
    const service = input.AWSServiceName ?? "";
    const name = serviceLinkedRoleTemplate(service)?.roleName ?? "*";
    return [
      {
        action: "iam:CreateServiceLinkedRole",
        resource: `arn:${world.partition}:iam::${caller.account}:role/aws-service-role/${service}/${name}`,
        context: { "iam:AWSServiceName": service },
      },
    ];
  },
  handle(input, { world, caller }) {
    const template = serviceLinkedRoleTemplate(input.AWSServiceName ?? "");
    if (!template)
      throw invalidInput(
        `Service role template is not found for ${input.AWSServiceName}: the sandbox organization does not know this service`,
      );
    if (input.CustomSuffix !== undefined) throw invalidInput("Custom suffix is not allowed for this service");
    if (findRole(world, caller.account, template.roleName)) {
      throw invalidInput(`Service role name ${template.roleName} has been taken in this account, please try a different suffix.`);
    }
    return { Role: roleDetail(create(world, caller.account, template, input.Description)) };
  },
};

/** Asynchronous: ask GetServiceLinkedRoleDeletionStatus. */
export const deleteServiceLinkedRole: Operation<DeleteServiceLinkedRoleRequest, DeleteServiceLinkedRoleResponse> = {
  authorize: (input, call) => onHolder(roleKind, "DeleteServiceLinkedRole", input, call),
  handle(input, call) {
    const { world, caller } = call;
    const role = findRole(world, caller.account, input.RoleName ?? "");
    if (!role) throw new AwsError("NoSuchEntityException", `The role with name ${input.RoleName} cannot be found.`);
    if (!isServiceLinked(role)) throw invalidInput(`Role ${role.name} is not a service-linked role.`);
    const task = `task${role.path}${role.name}/${randomUUID()}`;
    const inUse = isInUse(role.name, call);
    iamOf(world, caller.account).deletionTasks.set(task, { status: inUse ? "FAILED" : "SUCCEEDED" });
    if (!inUse) deleteRole(world, caller.account, role.name);
    return { DeletionTaskId: task };
  },
};

export const getServiceLinkedRoleDeletionStatus: Operation<
  GetServiceLinkedRoleDeletionStatusRequest,
  GetServiceLinkedRoleDeletionStatusResponse
> = {
  authorize({ DeletionTaskId }, { world, caller }) {
    const role = (DeletionTaskId ?? "").replace(/^task\//, "").replace(/\/[^/]*$/, "");
    return [{ action: "iam:GetServiceLinkedRoleDeletionStatus", resource: `arn:${world.partition}:iam::${caller.account}:role/${role}` }];
  },
  handle({ DeletionTaskId }, { world, caller }) {
    const task = iamOf(world, caller.account).deletionTasks.get(DeletionTaskId ?? "");
    if (!task) throw new AwsError("NoSuchEntityException", `Deletion task ${DeletionTaskId} cannot be found.`);
    if (task.status === "SUCCEEDED") return { Status: "SUCCEEDED" };
    return { Status: "FAILED", Reason: { Reason: "There are resources that the service-linked role needs. Delete them first." } };
  },
};

function isInUse(roleName: string, { world, caller }: Call): boolean {
  return roleName === "AWSServiceRoleForAccessAnalyzer" && findAnalyzers(world, { account: caller.account }).length > 0;
}

function invalidInput(message: string): AwsError {
  return new AwsError("InvalidInputException", message);
}
