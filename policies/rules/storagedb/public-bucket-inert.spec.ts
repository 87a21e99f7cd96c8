import { describeRule, set } from "../../testing";
import { publicBucketInert } from "./public-bucket-inert";

describeRule(publicBucketInert, [
  {
    name: "pages and pictures with programs in them",
    change: (find) => {
      set(find("Bucket", "user-uploads"), "allowedMimeTypes", ["image/png", "text/html", "image/*"]);
    },
    says: 'Bucket "user-uploads" is public and takes what a browser runs (text/html, image/*)',
  },
  {
    name: "pages in a private bucket",
    change: (find) => {
      set(find("Bucket", "agent-documents"), "allowedMimeTypes.0", "text/html");
    },
    says: [],
  },
]);
