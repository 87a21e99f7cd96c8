import { type Case, describeRule } from "../../testing";
import { firstObjectsOverTls } from "./first-objects-over-tls";

/** No stack file has first objects, so the case adds them. */
const uploaded = (url: string, refused: boolean): Case => ({
  name: `an upload to ${url}`,
  change: (find, resources) => {
    const like = find("Bucket", "agent-documents");
    const props = { bucketId: "agent-documents", digest: "0", files: 1, url, folder: "first", token: "[secret]" };
    resources.push({ ...like, type: "storagedb:index:FirstObjects", name: "first", urn: `${like.urn}-first`, props });
  },
  says: refused ? `FirstObjects "first" sends the token of the service role to ${url} in the clear` : [],
});

describeRule(firstObjectsOverTls, [
  uploaded("http://storage.example.com", true),
  uploaded("http://127.0.0.1.example.com", true),
  uploaded("https://storage.example.com", false),
  uploaded("http://127.0.0.1:5000", false),
  uploaded("http://localhost", false),
  uploaded("http://[::1]:5000", false),
]);
