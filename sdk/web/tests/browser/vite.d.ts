// What the build makes of an import that ends like this.
declare module "*?worker&url" {
  const url: string;
  export default url;
}
