// What the types of the API are checked with where Taro is not installed: it stands outside of the workspaces.
declare module '@tarojs/*';
