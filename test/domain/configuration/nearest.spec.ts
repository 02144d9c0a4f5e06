import assert from "node:assert/strict";
import { nearest } from "../../../domain/configuration/nearest";

describe("nearest", () => {
  it("finds the word that was meant", () => {
    assert.equal(nearest("analysers", ["organization", "analyzers"]), "analyzers");
    assert.equal(nearest("ageDay", ["regions", "ageDays"]), "ageDays");
    assert.equal(nearest("eu-wst-1", ["eu-west-1", "us-west-1", "eu-west-2"]), "eu-west-1");
  });

  it("prefers what differs in case or outer slashes only", () => {
    assert.equal(nearest("/workloads/prod/", ["Workloads/Prod", "workloads/prods"]), "Workloads/Prod");
  });

  it("finds a path by its end if there is one such path only", () => {
    assert.equal(nearest("Prod", ["Workloads/Prod", "Sandbox"]), "Workloads/Prod");
    assert.equal(nearest("Prod", ["Workloads/Prod", "Shop/Prod"]), undefined);
  });

  it("keeps quiet rather than guess", () => {
    assert.equal(nearest("scanner", ["version", "organization", "access"]), undefined);
    assert.equal(nearest("x", []), undefined);
  });
});
