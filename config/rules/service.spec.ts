import { dockerConfig, goodConfig, goodService, goodTenants, judges } from "../fixture";

describe("the rules of the service", () => {
  judges(goodConfig, [
    [
      "more CPU requested than allowed",
      goodService({ resources: { requests: { cpu: 2 } } }),
      `error: FILE: alfred-storage:service.resources.requests.cpu (2) is above the limit of 1.
  Lower it, or raise service.resources.limits.cpu.`,
    ],
    [
      "more memory requested than allowed",
      goodService({ resources: { requests: { memory: "4GiB" } } }),
      `error: FILE: alfred-storage:service.resources.requests.memory (4GiB) is above the limit of 2GiB.
  Lower it, or raise service.resources.limits.memory.`,
    ],
    [
      "a limit below what is requested where nothing is written",
      goodService({ resources: { limits: { cpu: "100m", memory: "256MiB" } } }),
      "",
    ],
    ["several tenants", goodService({ multiTenant: goodTenants }), ""],
    [
      "several tenants without what they need",
      goodService({ multiTenant: true }),
      `error: FILE: alfred-storage:service.multiTenant (true) lacks databaseUrl, adminApiKeys and encryptionKey, which a service with several tenants needs.
  Remove it, then run: pulumi config set --secret --path 'alfred-storage:service.multiTenant.databaseUrl' && pulumi config set --secret --path 'alfred-storage:service.multiTenant.adminApiKeys' && pulumi config set --secret --path 'alfred-storage:service.multiTenant.encryptionKey'.`,
    ],
    [
      "several tenants without anything",
      goodService({ multiTenant: {} }),
      `error: FILE: alfred-storage:service.multiTenant lacks databaseUrl, adminApiKeys and encryptionKey, which a service with several tenants needs.
  Run: pulumi config set --secret --path 'alfred-storage:service.multiTenant.databaseUrl' && pulumi config set --secret --path 'alfred-storage:service.multiTenant.adminApiKeys' && pulumi config set --secret --path 'alfred-storage:service.multiTenant.encryptionKey'.`,
    ],
    [
      "several tenants without a part of it",
      goodService({ multiTenant: { databaseUrl: "postgres://db/tenants" } }),
      `error: FILE: alfred-storage:service.multiTenant lacks adminApiKeys and encryptionKey, which a service with several tenants needs.
  Run: pulumi config set --secret --path 'alfred-storage:service.multiTenant.adminApiKeys' && pulumi config set --secret --path 'alfred-storage:service.multiTenant.encryptionKey'.`,
    ],
    [
      "one tenant among several",
      goodService({ tenantId: "alfred", multiTenant: goodTenants }),
      `error: FILE: alfred-storage:service.tenantId (alfred) has no effect with service.multiTenant, where the admin API names the tenants.
  Remove it, or set service.multiTenant to false.`,
    ],
  ]);
  judges(dockerConfig, [
    [
      "resources that docker does not set aside",
      { service: { resources: { requests: { cpu: 4 } } } },
      `note: FILE: alfred-storage:service.resources.requests ({"cpu":4}) has no effect on docker, which sets nothing aside.
  Write it for kubernetes only.`,
    ],
  ]);
});
