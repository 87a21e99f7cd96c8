import assert from "node:assert/strict";
import { BlockList, isIPv4 } from "node:net";
import fc from "fast-check";
import { parseCidr } from "./cidr";

const forms = "write a range such as 10.0.0.0/16 or 2001:db8::/32, and a single address as 10.0.0.7/32";

/** Whether Node's own list of networks finds the address in the range. */
function contains(range: string, address: string): boolean {
  const [network = "", prefix = ""] = range.split("/");
  const family = isIPv4(address) ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), family);
  return list.check(address, family);
}

describe("parseCidr", () => {
  const ranges: [string, string][] = [
    ["10.0.0.0/16", "10.0.0.0/16"],
    ["10.0.0.7/32", "10.0.0.7/32"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["255.255.255.254/31", "255.255.255.254/31"],
    ["2001:DB8::/32", "2001:db8::/32"],
    ["2001:db8:0:0:0:0:0:1/128", "2001:db8::1/128"],
    ["::/0", "::/0"],
  ];
  for (const [written, text] of ranges) {
    it(`reads ${written}`, () => {
      assert.deepEqual(parseCidr(written), { value: { text, prefix: Number(written.split("/")[1]) } });
    });
  }

  const problems: [string, string][] = [
    ["10.0.0.7/16", "names an address within a network; the network is 10.0.0.0/16"],
    ["192.168.255.255/22", "names an address within a network; the network is 192.168.252.0/22"],
    ["128.0.0.0/0", "names an address within a network; the network is 0.0.0.0/0"],
    ["2001:db8::1/64", "names an address within a network; the network is 2001:db8::/64"],
    ["10.0.256.0/24", `has 256 where 255 is the most; ${forms}`],
    ["10.0.0.0/33", `has a prefix longer than the 32 bits of its address; ${forms}`],
    ["2001:db8::/129", `has a prefix longer than the 128 bits of its address; ${forms}`],
    ["10.0.0.0", `is not a range of addresses; ${forms}`],
    ["10.0.0.0/", `is not a range of addresses; ${forms}`],
    ["10.0.0.0/08", `is not a range of addresses; ${forms}`],
    ["10.0.0.0/8/8", `is not a range of addresses; ${forms}`],
    ["10.00.0.0/8", `is not a range of addresses; ${forms}`],
    ["10.0.0/24", `is not a range of addresses; ${forms}`],
    ["fe80::1%eth0/64", `is not a range of addresses; ${forms}`],
    ["db.example.com/24", `is not a range of addresses; ${forms}`],
    ["", `is not a range of addresses; ${forms}`],
  ];
  for (const [written, problem] of problems) {
    it(`refuses ${JSON.stringify(written)}`, () => {
      assert.deepEqual(parseCidr(written), { problem });
    });
  }

  const address = fc.oneof(fc.ipV4(), fc.ipV6());

  it("takes every single address", () => {
    fc.assert(
      fc.property(address, (one) => {
        const range = parseCidr(`${one}/${isIPv4(one) ? 32 : 128}`);
        assert.ok("value" in range && contains(range.value.text, one));
      }),
    );
  });

  it("finds the network of every address, which it then takes as it is", () => {
    fc.assert(
      fc.property(address, fc.nat(128), (one, length) => {
        const prefix = isIPv4(one) ? length % 33 : length;
        const range = parseCidr(`${one}/${prefix}`);
        const network = "value" in range ? range.value.text : (/ ([^ ]+)$/.exec(range.problem)?.[1] ?? "");
        assert.deepEqual(parseCidr(network), { value: { text: network, prefix } });
        assert.ok(contains(network, one));
      }),
    );
  });

  it("answers any text", () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f:.]{0,20}\/[0-9]{0,4}$/));
    fc.assert(
      fc.property(text, (written) => {
        const answer = parseCidr(written);
        assert.ok("value" in answer || answer.problem.length > 0);
      }),
    );
  });
});
