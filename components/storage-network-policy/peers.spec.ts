import assert from "node:assert/strict";
import { BlockList } from "node:net";
import fc from "fast-check";
import { checkNetwork } from "./args";
import type { Peer } from "./manifest";
import { metadataAddresses, peersOf, rulesTo } from "./peers";

describe("Whom a network policy lets through", () => {
  it("are pods of the same namespace, of another, or all of another", () => {
    assert.deepEqual(peersOf({ pods: { app: "minio" } }), [{ podSelector: { matchLabels: { app: "minio" } } }]);
    assert.deepEqual(peersOf({ namespace: "minio" }), [
      { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "minio" } } },
    ]);
    // In one peer: in two, every pod of the namespace minio would be let through, and every pod here that is so called.
    assert.deepEqual(peersOf({ namespace: "minio", pods: { app: "minio" } }), [
      {
        podSelector: { matchLabels: { app: "minio" } },
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "minio" } },
      },
    ]);
  });

  it("are ranges and pods where both are given", () => {
    assert.deepEqual(peersOf({ cidrs: ["10.0.0.0/16"], pods: { app: "minio" } }), [
      { ipBlock: { cidr: "10.0.0.0/16" } },
      { podSelector: { matchLabels: { app: "minio" } } },
    ]);
  });

  it("is any public address where nothing is given", () => {
    assert.deepEqual(peersOf({}), [
      {
        ipBlock: {
          cidr: "0.0.0.0/0",
          except: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"],
        },
      },
      { ipBlock: { cidr: "::/0", except: ["fc00::/7", "fe80::/10"] } },
    ]);
  });

  it("is never the address of a machine's own credentials", () => {
    const blocks = (cidr: string) => peersOf({ cidrs: [cidr] });
    const exception = "169.254.169.254/32";
    assert.deepEqual(blocks("0.0.0.0/0"), [{ ipBlock: { cidr: "0.0.0.0/0", except: [exception] } }]);
    assert.deepEqual(blocks("169.254.169.254/31"), [{ ipBlock: { cidr: "169.254.169.254/31", except: [exception] } }]);
    assert.deepEqual(blocks("::/0"), [{ ipBlock: { cidr: "::/0", except: ["fd00:ec2::254/128"] } }]);
    assert.deepEqual(blocks("169.254.170.0/24"), [{ ipBlock: { cidr: "169.254.170.0/24" } }]);
    assert.deepEqual(blocks("169.254.169.254/32"), []);
    const ranges = fc.oneof(
      fc.tuple(fc.oneof(fc.ipV4(), fc.constant("169.254.169.254")), fc.nat(32)),
      fc.tuple(fc.oneof(fc.ipV6(), fc.constant("fd00:ec2::254")), fc.nat(128)),
    );
    fc.assert(
      fc.property(ranges, ([network, prefix]) => {
        for (const peer of blocks(`${network}/${prefix}`)) {
          for (const address of metadataAddresses) assert.ok(!holds(peer, address), JSON.stringify(peer));
        }
      }),
    );
  });

  it("is one rule for each destination, and none for one that names nobody", () => {
    const database = { pods: { app: "db-postgres" }, port: 5432 };
    const nobody = { cidrs: ["169.254.169.254/32"], port: 80 };
    assert.deepEqual(rulesTo([database, nobody, { ...database, port: 6543 }, database]), [
      { to: [{ podSelector: { matchLabels: { app: "db-postgres" } } }], ports: [{ protocol: "TCP", port: 5432 }] },
      { to: [{ podSelector: { matchLabels: { app: "db-postgres" } } }], ports: [{ protocol: "TCP", port: 6543 }] },
    ]);
  });
});

describe("The check of a network's arguments", () => {
  const check = (cidr: string) =>
    checkNetwork({ servicePort: 5000, databases: [], objectStore: { cidrs: ["10.0.0.0/8", cidr], port: 443 } });

  it("finds what Kubernetes would refuse, by its place", () => {
    for (const cidr of ["10.0.0.0", "10.0.0.0/33", "::/129", "256.0.0.0/8", "10.0.0.0/8/8", "::1%eth0/64", ""]) {
      assert.deepEqual(
        check(cidr).map(({ severity, path, value, message }) => [severity, path, value, message]),
        [["error", ["objectStore", "cidrs", 1], cidr, "is not a range of addresses"]],
        cidr,
      );
    }
  });

  it("finds it among the endpoints of AWS too", () => {
    const awsEndpoints = [
      { cidrs: ["10.0.0.7/32"], port: 443 },
      { cidrs: ["10.0.0.8/33"], port: 443 },
    ];
    const found = checkNetwork({ servicePort: 5000, databases: [], awsEndpoints });
    assert.deepEqual(
      found.map(({ path, message }) => [path, message]),
      [[["awsEndpoints", 1, "cidrs", 0], "is not a range of addresses"]],
    );
  });

  it("finds the address of a machine's own credentials", () => {
    for (const cidr of ["169.254.169.254/32", "fd00:ec2::254/128", "fd00:ec2:0::0254/128"]) {
      assert.match(check(cidr)[0]?.message ?? "", /credentials, which no pod may reach$/);
    }
  });

  it("finds nothing wrong with ranges of either kind, single addresses, and none", () => {
    for (const cidr of ["0.0.0.0/0", "10.1.2.3/32", "10.1.2.3/8", "::/0", "2001:db8::7/128"]) {
      assert.deepEqual(check(cidr), [], cidr);
    }
    const databases = [{ pods: { app: "db-postgres" }, port: 5432 }];
    assert.deepEqual(checkNetwork({ servicePort: 5000, databases }), []);
  });

  it("finds a port that got lost, since its rule would be one for every port", () => {
    const paths = (port: number) =>
      checkNetwork({
        servicePort: port as 5000,
        databases: [{ port }],
        objectStore: { port },
        awsEndpoints: [{ port }],
      }).map(({ path }) => path.join("."));
    for (const port of [undefined as unknown as number, 0, 65536, 1.5, NaN]) {
      assert.deepEqual(paths(port), ["servicePort", "databases.0.port", "objectStore.port", "awsEndpoints.0.port"]);
    }
    assert.deepEqual([paths(1), paths(65535)], [[], []]);
  });
});

function holds({ ipBlock }: Peer, address: string): boolean {
  const family = address.includes(":") ? "ipv6" : "ipv4";
  const inside = (cidr: string) => {
    const [network = "", prefix] = cidr.split("/");
    if (network.includes(":") !== address.includes(":")) return false;
    const list = new BlockList();
    list.addSubnet(network, Number(prefix), family);
    return list.check(address, family);
  };
  return ipBlock !== undefined && inside(ipBlock.cidr) && !(ipBlock.except ?? []).some(inside);
}
