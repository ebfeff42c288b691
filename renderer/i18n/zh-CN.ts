import type { Translated } from './define-messages.ts';
import type { en } from './en.ts';

/** Chinese. OAuth field names, protocol words and key names stay as they are on the wire. */
export const zhCN: Translated<typeof en> = {
  common: {
    close: '关闭',
    cancel: '取消',
    copy: '复制',
    copied: '已复制',
    copyDetails: '复制详情',
    details: '详情',
    dismiss: '知道了',
    download: '下载',
    delete: '删除',
    open: '打开',
    start: '开始',
    stop: '停止',
    loading: '正在加载',
    none: '无',
    yes: '是',
    no: '否',
  },
  mark: {
    fail: '未通过',
    warning: '警告',
    pass: '通过',
    'cannot-tell': '无法判断',
    'not-applicable': '不适用',
  },
  secret: {
    reveal: '显示 {{label}}',
    hide: '隐藏 {{label}}',
    revealNext: '显示下一个机密',
    hideAll: '隐藏所有机密',
  },
  stage: {
    challenge: '质询',
    'resource-metadata': '资源元数据',
    'server-metadata': '服务器元数据',
    registration: '注册',
    'authorization-request': '授权请求',
    'authorization-response': '授权响应',
    token: '令牌',
    mcp: 'MCP',
    refresh: '刷新',
    'step-up': '提升权限',
    introspection: '令牌内省',
    revocation: '撤销',
  },
  lane: {
    browser: '浏览器',
    keyhole: 'Keyhole',
    'mcp-server': 'MCP 服务器',
    'authorization-server': '授权服务器',
  },
  room: { home: '主页', flow: '流程', session: '会话', lab: '实验室' },
};
