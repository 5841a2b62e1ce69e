// What the parts touch of a page when they are loaded in Node.

const stand = {
  document: { documentElement: { lang: "", dataset: {} } },
  location: { hash: "", protocol: "https:" },
  navigator: { languages: ["en"] },
  addEventListener: () => undefined,
};
for (const [name, value] of Object.entries(stand)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
