import { dockerConfig, goodConfig, goodTenants, judges } from "../fixture";

describe("the rules of a Docker host", () => {
  judges(dockerConfig, [
    ["a stack of defaults", {}, ""],
    [
      "the service on the port of the own database",
      { service: { port: 5432 } },
      `error: FILE: alfred-storage:service.port (5432) is also database.port, and 127.0.0.1 has each port once.
  Choose another.`,
    ],
    [
      "the own database on the port of the service",
      { database: { port: 5000 } },
      `error: FILE: alfred-storage:database.port (5000) is also service.port, and 127.0.0.1 has each port once.
  Choose another.`,
    ],
    [
      "both on a port that neither has by default",
      { database: { port: 6000 }, service: { port: 6000 } },
      `error: FILE: alfred-storage:database.port (6000) is also service.port, and 127.0.0.1 has each port once.
  Choose another.`,
    ],
    [
      "the service on the port of a given database",
      { database: { host: "db.example.com" }, service: { port: 5432 } },
      "",
    ],
    [
      "the admin API on the service's port",
      { service: { port: 6000, multiTenant: { ...goodTenants, adminPort: 6000 } } },
      `error: FILE: alfred-storage:service.multiTenant.adminPort (6000) is also service.port, and 127.0.0.1 has each port once.
  Choose another.`,
    ],
    [
      "the service on the admin API's port",
      { service: { port: 5001, multiTenant: goodTenants } },
      `error: FILE: alfred-storage:service.port (5001) is also service.multiTenant.adminPort, and 127.0.0.1 has each port once.
  Choose another.`,
    ],
    [
      "the admin API on the port within the container",
      { service: { port: 6000, multiTenant: { ...goodTenants, adminPort: 5000 } } },
      `error: FILE: alfred-storage:service.multiTenant.adminPort (5000) is the port on which the service itself listens in its container.
  Choose another, such as 5001.`,
    ],
    [
      "two volumes of one name",
      { volumes: { redis: "data", llm: "data", metrics: "data" } },
      `error: FILE: alfred-storage:volumes.llm (data) is also volumes.redis: each would write over the other's data.
  Choose another.
error: FILE: alfred-storage:volumes.metrics (data) is also volumes.redis: each would write over the other's data.
  Choose another.`,
    ],
    [
      "a volume with the name that another has by default",
      { volumes: { redis: "db-storage-data" } },
      `error: FILE: alfred-storage:volumes.redis (db-storage-data) is also volumes.storage: each would write over the other's data.
  Choose another.`,
    ],
    ["two volumes that change places", { volumes: { redis: "db-storage-data", storage: "redis-data" } }, ""],
  ]);
  judges(goodConfig, [
    [
      "volumes of Docker on kubernetes",
      { volumes: { redis: "redis-data" } },
      `error: FILE: alfred-storage:volumes ({"redis":"redis-data"}) has no effect on kubernetes, where claims hold the data.
  Remove it.`,
    ],
  ]);
});
