// The pages are checked with this where Taro is not installed: it stands outside of the workspaces.
declare module '@tarojs/*';
