import type { Service } from "../../service";
import { cloudTrail } from "./cloudtrail";
import { ecr } from "./ecr";
import { efs } from "./efs";
import { rds } from "./rds";
import { s3 } from "./s3";
import { s3Express } from "./s3express";
import { secretsManager } from "./secretsmanager";
import { ssm } from "./ssm";

/** Services that store what they are given, with the policies on it. A new one is a table of operations beside this file and a line here. */
export const storingServices: readonly Service[] = [cloudTrail, ecr, efs, rds, s3, s3Express, secretsManager, ssm];
