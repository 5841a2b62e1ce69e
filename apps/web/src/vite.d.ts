// What the build makes of such imports.
declare module "*?worker&url" {
  const url: string;
  export default url;
}
declare module "*.svg" {
  const url: string;
  export default url;
}
declare module "*.css";
